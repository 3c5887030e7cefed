using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LiveSubmissions.Telemetry;

namespace LiveSubmissions.Diagnostics.Nodes;

/// <summary>A process's report about itself. It holds facts; the diagnostic steps judge them.</summary>
[Experimental("LSUB001")]
public sealed class NodeReport
{
    /// <summary>The process's random id, made when it started.</summary>
    public string Node { get; set; } = "";

    /// <summary>What the process does: <c>web</c>, <c>worker</c>, <c>records</c>.</summary>
    public SortedSet<string> Roles { get; set; } = new(StringComparer.Ordinal);

    /// <summary>The version of the library in the process.</summary>
    public string Version { get; set; } = "";

    /// <summary>The name of its machine.</summary>
    public string Machine { get; set; } = "";

    /// <summary>Its process id.</summary>
    public int Process { get; set; }

    /// <summary>The description of its transport, without secrets.</summary>
    public string Transport { get; set; } = "";

    /// <summary>How far its machine's clock is ahead of the log's clock, in seconds; negative if it is behind.</summary>
    public double ClockAheadSeconds { get; set; }

    /// <summary>The updates that wait in its outbox.</summary>
    public OutboxFacts Outbox { get; set; } = new();

    /// <summary>The groups that it follows.</summary>
    public MirrorFacts Mirrors { get; set; } = new();

    /// <summary>Its clients; <see langword="null"/> if it serves none.</summary>
    public ClientFacts? Clients { get; set; }

    /// <summary>The runs that it evaluates.</summary>
    public List<RunFacts> Runs { get; set; } = [];

    /// <summary>
    /// What the application saved, compared with the logs; <see langword="null"/> if the process does not read the application's records, or has not compared
    /// them yet.
    /// </summary>
    public RecordFacts? Records { get; set; }

    /// <summary>
    /// The answers to all questions that the process heard lately. One report holds all of them, because only the newest report of a process can be read.
    /// </summary>
    public List<AnswerFacts> Answers { get; set; } = [];

    /// <summary>Its name in messages for people, for instance <c>process 42 on web1 (web)</c>.</summary>
    public string Name => $"process {Process} on {Machine}{(Roles.Count > 0 ? $" ({string.Join(", ", Roles)})" : "")}";

    /// <summary>Whether no required value is null. Other programs can write to the log, so a report may hold anything.</summary>
    private bool IsWhole => this is { Roles: not null, Version: not null, Outbox: not null, Mirrors: not null, Runs: not null, Answers: not null }
        && !Runs.Contains(null!) && !Answers.Contains(null!)
        && Records is null or { Unfinished: not null, NotBroadcast: not null };

    /// <summary>The report as JSON, as processes send it.</summary>
    public JsonObject ToJson() => JsonSerializer.SerializeToNode(this, NodeJson.Default.NodeReport)!.AsObject();

    /// <summary>Reads a report; <see langword="null"/> if the JSON is not one.</summary>
    public static NodeReport? FromJson(JsonObject? json)
    {
        try
        {
            return json.Deserialize(NodeJson.Default.NodeReport) is { Node.Length: > 0 } report && report.IsWhole ? report : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }
}

/// <summary>Updates that wait for the transport, and updates that are newer and were still refused, because their revision had been used before.</summary>
/// <param name="Submissions">How many submissions have an update that waits. Of each, only the newest update waits.</param>
/// <param name="OldestSeconds">For how long the first of these updates has waited, in seconds.</param>
/// <param name="RepeatedRevisions">
/// The submissions whose revision did not grow with a change, in the last ten minutes, newest first, at most ten; <see langword="null"/> if there are none.
/// </param>
[Experimental("LSUB001")]
public sealed record OutboxFacts(int Submissions = 0, double OldestSeconds = 0, IReadOnlyList<RepeatedRevisionFacts>? RepeatedRevisions = null);

/// <summary>An update that was refused because its revision had been used for another state.</summary>
/// <param name="Problem">Its problem.</param>
/// <param name="Submission">Its submission.</param>
/// <param name="Revision">The revision.</param>
/// <param name="Seconds">How long ago it was refused, in seconds.</param>
[Experimental("LSUB001")]
public sealed record RepeatedRevisionFacts(string Problem, string Submission, long Revision, double Seconds);

/// <summary>The groups that a node follows.</summary>
/// <param name="Followed">How many groups it follows.</param>
/// <param name="Behind">The names of groups whose mirror was not found equal to the log lately; at most ten.</param>
/// <param name="Damaged">Groups whose log itself is damaged, each with what is wrong; at most ten.</param>
[Experimental("LSUB001")]
public sealed record MirrorFacts(int Followed = 0, IReadOnlyList<string>? Behind = null, IReadOnlyList<string>? Damaged = null);

/// <summary>The clients of a node.</summary>
/// <param name="Connected">How many clients are connected.</param>
/// <param name="Slow">How many of them have not read what was written to them for a second or longer.</param>
[Experimental("LSUB001")]
public sealed record ClientFacts(int Connected, int Slow);

/// <summary>A run: a submission that a worker evaluates.</summary>
[Experimental("LSUB001")]
public sealed record RunFacts(string Problem, string Submission, double Seconds);

/// <summary>A comparison of what the application has saved with what the logs hold.</summary>
/// <param name="Checked">How many of the newest records could be compared with a log.</param>
/// <param name="Unfinished">The oldest records that are not in a terminal status; at most ten.</param>
/// <param name="NotBroadcast">The oldest records whose saved state is not in the log; at most ten.</param>
/// <param name="Error">Why the records could not be read; <see langword="null"/> if they could.</param>
/// <param name="UnreadableLogs">The logs that could not be compared, each with the reason; at most ten.</param>
/// <param name="AgeSeconds">How long ago the records were compared, in seconds.</param>
[Experimental("LSUB001")]
public sealed record RecordFacts(
    int Checked,
    IReadOnlyList<RecordedFacts> Unfinished,
    IReadOnlyList<RecordedFacts> NotBroadcast,
    string? Error = null,
    IReadOnlyList<string>? UnreadableLogs = null,
    double AgeSeconds = 0);

/// <summary>A record of the application.</summary>
/// <param name="Problem">Its problem.</param>
/// <param name="Submission">Its submission.</param>
/// <param name="Saved">The saved status.</param>
/// <param name="InLog">The status in the log; <see langword="null"/> if the log has none.</param>
/// <param name="Seconds">How long ago it was saved, in seconds.</param>
/// <param name="Group">The additional group whose log was compared; <see langword="null"/> for the problem's group.</param>
[Experimental("LSUB001")]
public sealed record RecordedFacts(string Problem, string Submission, string Saved, string? InLog, double Seconds, string? Group = null);

/// <summary>A process's answer to one question.</summary>
/// <param name="Question">The question's id.</param>
/// <param name="Trace">What the process knows about the submission in the question; <see langword="null"/> if the question names none.</param>
/// <param name="MoreComes">Whether the process still looks something up, and will report again.</param>
[Experimental("LSUB001")]
public sealed record AnswerFacts(string Question, IReadOnlyList<TraceFacts>? Trace = null, bool MoreComes = false);

/// <summary>One hop of one update, as the process saw it.</summary>
/// <param name="Operation">The operation id of the broadcast.</param>
/// <param name="Group">The group's name.</param>
/// <param name="Status">The status that the update brought.</param>
/// <param name="Hop"><c>reported</c>, <c>stored</c>, <c>received</c> or <c>written</c>.</param>
/// <param name="At">When, by the clock of the process's machine. Subtract <see cref="NodeReport.ClockAheadSeconds"/> to get the log's clock.</param>
/// <param name="Clients">For <c>written</c>: to how many clients.</param>
[Experimental("LSUB001")]
public sealed record TraceFacts(string Operation, string Group, string Status, string Hop, DateTimeOffset At, int Clients = 0)
{
    internal static TraceFacts From(TracedHop hop) => new(hop.Operation.ToString(), hop.Group.Name, hop.Status.Value, hop.Name, hop.At, hop.Clients);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(NodeReport))]
internal sealed partial class NodeJson : JsonSerializerContext;

/// <summary>How other processes know this process.</summary>
[Experimental("LSUB001")]
public sealed class NodeIdentity
{
    private const int IdLength = 16;

    /// <summary>A random id, made each time the process starts.</summary>
    public string Id { get; } = RandomNumberGenerator.GetHexString(IdLength, lowercase: true);

    /// <summary>The library's version, without the build metadata after the <c>+</c>.</summary>
    public static string Version { get; } =
        typeof(NodeIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
