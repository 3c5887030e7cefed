using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
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
        else if (NodeReport.FromJson(ReservedEntry.Read(entry.State)) is { } report) _newest[id] = (report, LogClock.TimeOf(entry.Sequence));
    }
}

/// <summary>What was found when all processes were asked.</summary>
/// <param name="Question">The question's id.</param>
/// <param name="Alive">The newest report of every process that reported lately and has not stopped.</param>
/// <param name="Gone">How long ago each process was last heard of that neither reported lately nor said that it stops.</param>
[Experimental("LSUB001")]
public sealed record NodeSurvey(string Question, IReadOnlyList<NodeReport> Alive, IReadOnlyList<(NodeReport Report, TimeSpan Silent)> Gone)
{
    /// <summary>Those that reported lately, and have not answered.</summary>
    public IEnumerable<NodeReport> Deaf => Alive.Where(report => AnswerOf(report) is null);

    /// <summary>What a process knows of the submission that was asked about; nothing if none was, or it does not hear.</summary>
    public IReadOnlyList<TraceFacts> TraceOf(NodeReport report) => AnswerOf(report)?.Trace ?? [];

    /// <summary>Whether a process has answered, and is still finding something out.</summary>
    public bool LooksUp(NodeReport report) => AnswerOf(report)?.MoreComes == true;

    /// <summary>The processes that have a role, for instance <c>worker</c>.</summary>
    public IEnumerable<NodeReport> With(string role) => Alive.Where(report => report.Roles.Contains(role));

    private AnswerFacts? AnswerOf(NodeReport report) => report.Answers.Find(answer => answer.Question == Question);
}

/// <summary>A question to all processes: how are you; and, with ids, what do you know of this submission.</summary>
internal sealed record NodeQuestion(string Id, string? Problem = null, string? Submission = null)
{
    /// <summary>How long a process answers a question. Whoever asked waits no longer.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(3);

    public JsonObject ToJson() => new() { ["problem"] = Problem, ["submission"] = Submission };

    /// <summary>Reads a question; nothing if it is not one.</summary>
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
