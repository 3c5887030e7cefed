using System.Diagnostics.CodeAnalysis;
using LiveSubmissions.Broadcasting;
using LiveSubmissions.Evaluation;
using LiveSubmissions.Feed;

namespace LiveSubmissions.Diagnostics.Nodes;

/// <summary>A room that has something to say in the process's report.</summary>
[Experimental("LSUB001")]
public interface INodeFacts
{
    /// <summary>Adds what it knows; called one call at a time, and at once: whoever waits for the report takes a process that does not answer for deaf.</summary>
    void AddTo(NodeReport report);

    /// <summary>
    /// Somebody asks: finds out what cannot be known at once. The process answers without it first, and reports again when it is there. Called one call at a
    /// time; throws nothing.
    /// </summary>
    Task LookUpAsync(CancellationToken stop) => Task.CompletedTask;
}

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

/// <summary>How the process's mirrors are.</summary>
internal sealed class FeedNodeFacts(ISubmissionFeed feed) : INodeFacts
{
    private const int MaxNamed = 10;

    public void AddTo(NodeReport report)
    {
        // An application may have put a feed of its own in the place of this library's.
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

/// <summary>What the process evaluates.</summary>
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
