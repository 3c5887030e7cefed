using LiveSubmissions.Transport;

namespace LiveSubmissions.Feed;

/// <summary>
/// Checks where the followed logs end, many groups in one round trip: if the last notification is lost, no gap shows it. Then a probe proves that notifications
/// come at all, because a half-open connection reports no error. While they do not come, the check runs every second. It also drops the mirrors that nobody
/// follows any more.
/// </summary>
internal sealed class MirrorRecheck(MirrorSet mirrors, ISubmissionTransport transport, TimeSpan interval, TimeProvider time, FeedLog messages)
{
    private const int GroupsPerRead = 500;

    private static readonly TimeSpan PauseWhileDeaf = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ProbeDeadline = TimeSpan.FromSeconds(1);

    private readonly RoundTripProbe _probe = new(transport, time);
    private bool _deaf;

    /// <summary>
    /// How long to wait before the next check: 0.5 to 0.8 of the interval, and at most 1 s while notifications do not come. The wait is shorter than the
    /// interval because a verification expires after one interval: otherwise a mirror that is up to date would count as unverified now and then. It is random,
    /// so that nodes do not check at the same time.
    /// </summary>
    public TimeSpan NextPause()
    {
        var pause = interval * (0.5 + (0.3 * Random.Shared.NextDouble()));
        return _deaf && pause > PauseWhileDeaf ? PauseWhileDeaf : pause;
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        mirrors.DropUnfollowed();
        var reached = false;
        foreach (var chunk in mirrors.Attached().Chunk(GroupsPerRead)) reached |= await TryRecheckAsync(chunk, cancellationToken).ConfigureAwait(false);

        // If no log could be read, the failure is logged already, and a probe would fail too.
        if (reached) await ProbeAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> TryRecheckAsync(Mirror[] chunk, CancellationToken cancellationToken)
    {
        try
        {
            // The mirrors' ends are read first. Otherwise an entry that a mirror gets while the logs are asked would look like an entry that the log has lost.
            var before = Array.ConvertAll(chunk, mirror => mirror.Position);
            var asked = time.GetTimestamp();
            var ends = await transport.ReadEndsAsync(Array.ConvertAll(chunk, mirror => mirror.Group), cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < chunk.Length; i++) chunk[i].Repair.Recheck(before[i], ends[i], asked);
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            foreach (var mirror in chunk) mirror.Doubt();
            messages.RecheckFailed(chunk.Length, exception);
            return false;
        }
    }

    private async ValueTask ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _probe.RunAsync(ProbeDeadline, cancellationToken).ConfigureAwait(false);
            if (_deaf) messages.HearsAgain();
            _deaf = false;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (!_deaf) messages.Deaf(exception.Message);
            _deaf = true;
        }
    }
}
