using LiveSubmissions.Log;

namespace LiveSubmissions.Feed;

/// <summary>Notifications that wait for a pass, and the worst that is known to be missing. Whoever owns one guards it.</summary>
internal sealed class MirrorInbox
{
    /// <summary>Beyond so many waiting notifications the log is read instead.</summary>
    private const int Capacity = 4096;

    private List<Notification> _waiting = [];
    private List<Notification> _taken = [];
    private MirrorStep _needed;

    public void Add(Notification notification)
    {
        if (_waiting.Count < Capacity) _waiting.Add(notification);
        else Need(MirrorStep.ReadOn);
    }

    public void Need(MirrorStep step) => _needed = step > _needed ? step : _needed;

    /// <summary>Puts what came into the log, and says what else must be done; that is then no longer needed.</summary>
    /// <param name="log">The mirror's log.</param>
    /// <param name="put">The entries that were put are added to it.</param>
    public MirrorStep Take(MirrorLog log, List<LogEntry> put)
    {
        (_waiting, _taken) = (_taken, _waiting);
        try
        {
            foreach (var (epoch, predecessor, entry) in _taken)
            {
                var step = log.Take(epoch, predecessor, entry);
                if (step == MirrorStep.Put) put.Add(entry);
                else Need(step);
            }
        }
        catch
        {
            // What the mirror holds now is not known; what it was given must not fail it again.
            Need(MirrorStep.Rebuild);
            throw;
        }
        finally
        {
            _taken.Clear();
        }

        var needed = _needed;
        _needed = MirrorStep.None;
        return needed;
    }
}
