using LiveSubmissions.Diagnostics.Nodes;
using LiveSubmissions.Diagnostics;
using LiveSubmissions.Feed;
using LiveSubmissions.Log;
using LiveSubmissions.Telemetry;
using LiveSubmissions.Tool.CommandLine;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Tool.Trace;

/// <summary>What all processes remember of a submission's updates, and what the log has.</summary>
/// <param name="Submission">The submission.</param>
/// <param name="Hops">By update, in the order in which they were given; each update's hops by time.</param>
/// <param name="Asked">How many processes answered.</param>
/// <param name="Deaf">Those that are there and did not answer.</param>
/// <param name="InLog">What the problem's log has, if a problem was named.</param>
internal sealed record UpdatePath(
    SubmissionId Submission, IReadOnlyList<PathHop> Hops, int Asked, IReadOnlyList<string> Deaf, LogEntry? InLog)
{
    private static readonly string[] Order = [TraceHop.Reported, TraceHop.Stored, TraceHop.Received, TraceHop.Written];

    public static async Task<UpdatePath> AskAsync(RedisServices services, ProblemId? problem, SubmissionId submission, CancellationToken cancellationToken)
    {
        var survey = await services.Get<NodeDirectory>().AskAsync(problem?.ToString(), submission.ToString(), cancellationToken).ConfigureAwait(false);
        var hops = survey.Alive.SelectMany(node => survey.TraceOf(node).Select(hop => HopOf(node, hop))).ToList();
        var first = hops.GroupBy(hop => hop.Operation).ToDictionary(update => update.Key, update => update.Min(hop => hop.At));
        var inLog = problem is { } id ? await FindAsync(services, id, submission, cancellationToken).ConfigureAwait(false) : null;
        return new UpdatePath(
            submission,
            [.. hops.OrderBy(hop => first[hop.Operation]).ThenBy(hop => hop.Operation).ThenBy(hop => Array.IndexOf(Order, hop.Hop)).ThenBy(hop => hop.At)],
            survey.Alive.Count - survey.Deaf.Count(),
            [.. survey.Deaf.Select(node => node.Name)],
            inLog);
    }

    private static PathHop HopOf(NodeReport node, TraceFacts hop) => new(
        hop.Operation, hop.Group, hop.Status, hop.Hop, node.Name, hop.At - TimeSpan.FromSeconds(node.ClockAheadSeconds), hop.Clients);

    private static async Task<LogEntry?> FindAsync(RedisServices services, ProblemId problem, SubmissionId submission, CancellationToken cancellationToken)
    {
        var group = services.Get<ISubmissionGroupNaming>().ForProblem(problem);
        var log = await new LogReader(services.Get<ISubmissionTransport>(), group).ReadAllAsync(cancellationToken).ConfigureAwait(false);
        return log.Entries.FirstOrDefault(entry => entry.State.Submission == submission);
    }
}
