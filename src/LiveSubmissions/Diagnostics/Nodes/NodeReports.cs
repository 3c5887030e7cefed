using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using LiveSubmissions.Log;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Diagnostics.Nodes;

/// <summary>The newest report of each process. Each read asks only for the reports that came after the read before it.</summary>
/// <param name="transport">Where the processes report.</param>
/// <param name="since">Older reports are left out. By the log's clock, in microseconds.</param>
internal sealed class NodeReports(ISubmissionTransport transport, long since)
{
    /// <summary>How many pages one call reads. The next call reads the rest.</summary>
    private const int MaxPages = 16;

    private readonly LogReader _reader = new(transport, ReservedGroups.Nodes);
    private readonly Dictionary<SubmissionId, (NodeReport Report, DateTimeOffset At)> _newest = [];
    private FeedPosition? _position;

    /// <summary>The newest report of each process that has not reported that it stops, and when the log accepted it.</summary>
    public IReadOnlyCollection<(NodeReport Report, DateTimeOffset At)> Newest => _newest.Values;

    /// <exception cref="SubmissionTransportException">The transport does not answer.</exception>
    public async ValueTask ReadOnAsync(CancellationToken cancellationToken)
    {
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var after = _position ??= await StartAsync(cancellationToken).ConfigureAwait(false);
            var page = await _reader.ReadAsync(after, cancellationToken).ConfigureAwait(false);

            // Another epoch: the log was lost and made again, or fenced.
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
        else if (NodeReport.FromJson(ReservedEntry.Read(entry.State)) is { } report) _newest[id] = (report, LogClock.TimeOf(entry.Sequence));
    }
}

/// <summary>What all processes answered to one question.</summary>
/// <param name="Question">The question's id.</param>
/// <param name="Alive">The newest report of every process that reported lately or answered the question, and has not stopped.</param>
/// <param name="Gone">The processes that neither reported lately nor reported that they stop: the last report of each, and how long it has been silent.</param>
[Experimental("LSUB001")]
public sealed record NodeSurvey(string Question, IReadOnlyList<NodeReport> Alive, IReadOnlyList<(NodeReport Report, TimeSpan Silent)> Gone)
{
    /// <summary>The processes that reported lately and have not answered the question.</summary>
    public IEnumerable<NodeReport> Deaf => Alive.Where(report => AnswerOf(report) is null);

    /// <summary>What a process knows about the submission in the question. Empty if the question names none, or if the process did not answer.</summary>
    public IReadOnlyList<TraceFacts> TraceOf(NodeReport report) => AnswerOf(report)?.Trace ?? [];

    /// <summary>Whether a process has answered, and still looks something up.</summary>
    public bool LooksUp(NodeReport report) => AnswerOf(report)?.MoreComes == true;

    /// <summary>The processes that have a role, for instance <c>worker</c>.</summary>
    public IEnumerable<NodeReport> With(string role) => Alive.Where(report => report.Roles.Contains(role));

    private AnswerFacts? AnswerOf(NodeReport report) => report.Answers.Find(answer => answer.Question == Question);
}

/// <summary>
/// A question to all processes. Each answers with its report and, if the question names a submission, with what it knows about that submission.
/// </summary>
internal sealed record NodeQuestion(string Id, string? Problem = null, string? Submission = null)
{
    /// <summary>How long a process answers a question. Nobody waits for an answer longer than that.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(3);

    public JsonObject ToJson() => new() { ["problem"] = Problem, ["submission"] = Submission };

    /// <summary>Reads a question; <see langword="null"/> if the JSON is not one.</summary>
    public static NodeQuestion? FromJson(string id, JsonObject? json)
    {
        try
        {
            return new NodeQuestion(id, json?["problem"]?.GetValue<string>(), json?["submission"]?.GetValue<string>());
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }
}
