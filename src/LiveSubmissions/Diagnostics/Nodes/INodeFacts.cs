using System.Diagnostics.CodeAnalysis;
using LiveSubmissions.Broadcasting;
using LiveSubmissions.Evaluation;
using LiveSubmissions.Feed;

namespace LiveSubmissions.Diagnostics.Nodes;

/// <summary>A part of the library that adds its facts to the process's report.</summary>
[Experimental("LSUB001")]
public interface INodeFacts
{
    /// <summary>
    /// Adds its facts. Calls do not overlap, and each must return at once: if the report comes late, this process counts as one that does not hear.
    /// </summary>
    void AddTo(NodeReport report);

    /// <summary>
    /// A question came: finds out facts that take time. The process first answers without them, and reports again when they are there. Calls do not overlap. It
    /// must not throw.
    /// </summary>
    Task LookUpAsync(CancellationToken stop) => Task.CompletedTask;
}

/// <summary>
/// Reports the updates that wait in the process's outbox, and those that were refused because their revision had been used for another state.
/// </summary>
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

/// <summary>Reports the state of the process's mirrors.</summary>
internal sealed class FeedNodeFacts(ISubmissionFeed feed) : INodeFacts
{
    private const int MaxNamed = 10;

    public void AddTo(NodeReport report)
    {
        // The application may have replaced the library's feed with one of its own.
        if (feed is SubmissionFeed own)
        {
            var behind = own.Unverified;
            report.Mirrors = new MirrorFacts(
                own.Followed,
                [.. behind.Take(MaxNamed).Select(group => group.Name)],
                [.. own.Damaged.Take(MaxNamed).Select(log => $"{log.Group}: {log.Damage}")]);
        }
    }
}

/// <summary>Reports what the process evaluates.</summary>
internal sealed class WorkerNodeFacts(SubmissionRuns runs) : INodeFacts
{
    private const int MaxReported = 100;

    public void AddTo(NodeReport report)
    {
        report.Roles.Add("worker");
        report.Runs.AddRange(runs.Current
            .Take(MaxReported)
            .Select(static run => new RunFacts(run.Problem.ToString(), run.Submission.ToString(), run.For.TotalSeconds)));
    }
}
