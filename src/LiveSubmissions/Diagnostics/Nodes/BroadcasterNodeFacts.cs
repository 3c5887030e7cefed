using LiveSubmissions.Broadcasting;

namespace LiveSubmissions.Diagnostics.Nodes;

/// <summary>What waits in the process's outbox, and what it could not send.</summary>
internal sealed class BroadcasterNodeFacts(SubmissionBroadcaster broadcaster) : INodeFacts
{
    public ValueTask AddToAsync(NodeReport report, CancellationToken cancel)
    {
        var (submissions, longest) = broadcaster.OutboxDepth;
        report.Outbox = new OutboxFacts(submissions, longest.TotalSeconds, broadcaster.RepeatedRevisions);
        return ValueTask.CompletedTask;
    }
}
