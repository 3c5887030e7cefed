using LiveSubmissions.Transport;

namespace LiveSubmissions.Feed;

/// <summary>
/// Looks where the followed logs end, many groups in one round trip: a lost last notification leaves no gap behind it. Then proves by a probe that
/// notifications come at all, since a half-open connection does not say so; while they do not, it looks every second. And it drops the mirrors
/// that nobody follows any more.
/// </summary>
internal sealed class MirrorRecheck(MirrorSet mirrors, ISubmissionTransport transport, TimeSpan interval, TimeProvider time, FeedLog messages)
{
    private const int GroupsPerRead = 500;

    private static readonly TimeSpan PauseWhileDeaf = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ProbeDeadline = TimeSpan.FromSeconds(1);

    private readonly RoundTripProbe _probe = new(transport, time);
    private bool _deaf;

    /// <summary>
    /// How long until the next look: 0.5 to 0.8 of the interval, so that the last look has not expired by then, or a mirror that is up to date would
    /// now and then not be called so; and so that nodes do not look at the same time.
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

        // Where commands do not pass either, that was said already.
        if (reached) await ProbeAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> TryRecheckAsync(Mirror[] chunk, CancellationToken cancellationToken)
    {
        try
        {
            // The mirrors first: what they take in while the logs are asked must not look like something that the logs have lost.
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
