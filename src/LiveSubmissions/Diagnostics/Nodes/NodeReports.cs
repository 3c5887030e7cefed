using LiveSubmissions.Feed;
using LiveSubmissions.Log;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Diagnostics.Nodes;

/// <summary>The processes' newest reports, of some time: each read asks only for what came since the one before.</summary>
/// <param name="transport">Where the processes report.</param>
/// <param name="since">From when on, by the log's clock in microseconds.</param>
internal sealed class NodeReports(ISubmissionTransport transport, long since)
{
    /// <summary>So many pages at once; what is left comes with the next read.</summary>
    private const int MaxPages = 16;

    private readonly LogReader _reader = new(transport, ReservedGroups.Nodes);
    private readonly Dictionary<SubmissionId, (NodeReport Report, DateTimeOffset At)> _newest = [];
    private FeedPosition? _position;

    /// <summary>The newest report of each process that has not said that it stops, and when it came.</summary>
    public IReadOnlyCollection<(NodeReport Report, DateTimeOffset At)> Newest => _newest.Values;

    /// <exception cref="SubmissionTransportException">The transport does not answer.</exception>
    public async ValueTask ReadOnAsync(CancellationToken cancellationToken)
    {
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var after = _position ??= await StartAsync(cancellationToken).ConfigureAwait(false);
            var page = await _reader.ReadAsync(after, cancellationToken).ConfigureAwait(false);

            // Another epoch: the log was lost and made anew, or fenced.
            var isOther = page.Epoch != after.Epoch;
            foreach (var entry in page.Entries) Take(entry);
            _position = isOther ? null : after with { Sequence = page.ReadTo };
            if (!isOther && !page.HasMore) return;
        }
    }

    private async ValueTask<FeedPosition> StartAsync(CancellationToken cancellationToken) =>
        (await transport.ReadEndsAsync([ReservedGroups.Nodes], cancellationToken).ConfigureAwait(false))[0].Position with { Sequence = Math.Max(0, since) };

    private void Take(LogEntry entry)
    {
        var id = entry.State.Submission;
        if (entry.State.Status.Value == "stopped") _newest.Remove(id);
        else if (NodeReport.FromJson(ReservedEntry.Read(entry.State)) is { } report) _newest[id] = (report, ReservedClock.At(entry.Sequence));
    }
}
