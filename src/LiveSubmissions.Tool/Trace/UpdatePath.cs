using LiveSubmissions.Diagnostics.Nodes;
using LiveSubmissions.Log;
using LiveSubmissions.Telemetry;
using LiveSubmissions.Tool.CommandLine;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Tool.Trace;

/// <summary>The hops of a submission's updates that all processes remember, and the state in the log.</summary>
/// <param name="Submission">The submission.</param>
/// <param name="Hops">Ordered by update, the earliest first; the hops of one update ordered by time.</param>
/// <param name="Asked">How many processes answered.</param>
/// <param name="Deaf">The processes that are alive and did not answer.</param>
/// <param name="InLog">The state in the problem's log, if a problem was named.</param>
internal sealed record UpdatePath(
    SubmissionId Submission, IReadOnlyList<PathHop> Hops, int Asked, IReadOnlyList<string> Deaf, LogEntry? InLog)
{
    private static readonly string[] Order = [TraceHop.Reported, TraceHop.Stored, TraceHop.Received, TraceHop.Written];

    public static async Task<UpdatePath> AskAsync(RedisServices services, ProblemId? problem, SubmissionId submission, CancellationToken cancellationToken)
    {
        var survey = await services.Get<NodeDirectory>().AskAsync(problem?.ToString(), submission.ToString(), cancellationToken).ConfigureAwait(false);
        var hops = survey.Alive.SelectMany(node => survey.TraceOf(node).Select(hop => HopFrom(node, hop))).ToList();
        var first = hops.GroupBy(hop => hop.Operation).ToDictionary(update => update.Key, update => update.Min(hop => hop.At));
        var inLog = problem is { } id ? await FindAsync(services, id, submission, cancellationToken).ConfigureAwait(false) : null;
        return new UpdatePath(
            submission,
            [.. hops.OrderBy(hop => first[hop.Operation]).ThenBy(hop => hop.Operation).ThenBy(hop => Array.IndexOf(Order, hop.Hop)).ThenBy(hop => hop.At)],
            survey.Alive.Count - survey.Deaf.Count(),
            [.. survey.Deaf.Select(node => node.Name)],
            inLog);
    }

    private static PathHop HopFrom(NodeReport node, TraceFacts hop) => new(
        hop.Operation, hop.Group, hop.Status, hop.Hop, node.Name, hop.At - TimeSpan.FromSeconds(node.ClockAheadSeconds), hop.Clients);

    private static async Task<LogEntry?> FindAsync(RedisServices services, ProblemId problem, SubmissionId submission, CancellationToken cancellationToken)
    {
        var group = services.Get<ISubmissionGroupNaming>().ForProblem(problem);
        var log = await new LogReader(services.Get<ISubmissionTransport>(), group).ReadAllAsync(cancellationToken).ConfigureAwait(false);
        return log.Entries.FirstOrDefault(entry => entry.State.Submission == submission);
    }
}

/// <summary>One hop of one update.</summary>
/// <param name="Operation">The update.</param>
/// <param name="Group">The group to which it was sent.</param>
/// <param name="Status">The status in the update.</param>
/// <param name="Hop">The hop.</param>
/// <param name="Process">The process that recorded it.</param>
/// <param name="At">The time by the log's clock: the process's clock, corrected by the difference of the two.</param>
/// <param name="Clients">For <c>written</c>: the number of clients.</param>
internal sealed record PathHop(string Operation, string Group, string Status, string Hop, string Process, DateTimeOffset At, int Clients);
