using LiveSubmissions.Transport;

namespace LiveSubmissions.Feed;

/// <summary>
/// Looks where the followed logs end: a lost last notification leaves no gap behind it. Many groups in one round trip; and drops the mirrors
/// that nobody follows any more.
/// </summary>
internal sealed class MirrorRecheck(MirrorSet mirrors, ISubmissionTransport transport, TimeProvider time, FeedLog messages)
{
    private const int GroupsPerRead = 500;

    public async Task RunAsync(CancellationToken cancel)
    {
        await mirrors.DropUnfollowedAsync();
        foreach (var chunk in mirrors.Attached().Chunk(GroupsPerRead))
        {
            try
            {
                await RecheckAsync(chunk, cancel);
            }
            catch (Exception exception) when (!cancel.IsCancellationRequested)
            {
                messages.RecheckFailed(chunk.Length, exception);
            }
        }
    }

    private async Task RecheckAsync(Mirror[] chunk, CancellationToken cancel)
    {
        // The mirrors first: what they take in while the logs are asked must not look like something that the logs have lost.
        var before = Array.ConvertAll(chunk, mirror => mirror.Position);
        var asked = time.GetTimestamp();
        var ends = await transport.ReadEndsAsync(Array.ConvertAll(chunk, mirror => mirror.Group), cancel);
        for (var i = 0; i < chunk.Length; i++) chunk[i].Repair.Recheck(before[i], ends[i], asked);
    }
}
