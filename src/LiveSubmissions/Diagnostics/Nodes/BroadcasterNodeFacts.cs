using LiveSubmissions.Broadcasting;

namespace LiveSubmissions.Diagnostics.Nodes;

/// <summary>What waits in the process's outbox, and what it could not send.</summary>
internal sealed class BroadcasterNodeFacts(SubmissionBroadcaster broadcaster) : INodeFacts
{
    public void AddTo(NodeReport report)
    {
        var (submissions, longest) = broadcaster.OutboxDepth;
        var repeated = broadcaster.RepeatedRevisions
            .Select(static each => new RepeatedRevisionFacts(each.Problem.ToString(), each.Submission.ToString(), each.Revision, each.Ago.TotalSeconds)).ToList();
        report.Outbox = new OutboxFacts(submissions, longest.TotalSeconds, repeated.Count == 0 ? null : repeated);
    }
}
