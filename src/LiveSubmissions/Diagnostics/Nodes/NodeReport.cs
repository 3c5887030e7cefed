using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LiveSubmissions.Telemetry;
using System.Text.Json;

namespace LiveSubmissions.Diagnostics.Nodes;

/// <summary>What a process says of itself: facts, which the diagnostic steps judge.</summary>
[Experimental("LSUB001")]
public sealed class NodeReport
{
    /// <summary>The process's random id, made when it started.</summary>
    public string Node { get; set; } = "";

    /// <summary><c>web</c>, <c>worker</c>, <c>records</c>: what was added to the process.</summary>
    public SortedSet<string> Roles { get; set; } = new(StringComparer.Ordinal);

    /// <summary>The version of the library in the process.</summary>
    public string Version { get; set; } = "";

    /// <summary>The name of its machine.</summary>
    public string Machine { get; set; } = "";

    /// <summary>Its process id.</summary>
    public int Process { get; set; }

    /// <summary>What carries its updates, without a secret.</summary>
    public string Transport { get; set; } = "";

    /// <summary>How far its machine's clock is ahead of the log's; negative: behind.</summary>
    public double ClockAheadSeconds { get; set; }

    /// <summary>What waits in its outbox.</summary>
    public OutboxFacts Outbox { get; set; } = new();

    /// <summary>The groups that it follows.</summary>
    public MirrorFacts Mirrors { get; set; } = new();

    /// <summary>Its clients; <see langword="null"/> if it serves none.</summary>
    public ClientFacts? Clients { get; set; }

    /// <summary>What it evaluates.</summary>
    public List<RunFacts> Runs { get; set; } = [];

    /// <summary>What the application saved, compared with the logs; <see langword="null"/> if the process cannot read that.</summary>
    public RecordFacts? Records { get; set; }

    /// <summary>The questions that this report answers: all that the process heard lately, since only its newest report can be read.</summary>
    public List<AnswerFacts> Answers { get; set; } = [];

    /// <summary>How it is named in what people read.</summary>
    public string Name => $"process {Process} on {Machine}{(Roles.Count > 0 ? $" ({string.Join(", ", Roles)})" : "")}";

    /// <summary>Whether nothing is null that must not be: whoever can write to the log can write anything.</summary>
    private bool IsWhole => this is { Roles: not null, Version: not null, Outbox: not null, Mirrors: not null, Runs: not null, Answers: not null }
        && !Runs.Contains(null!) && !Answers.Contains(null!)
        && Records is null or { Unfinished: not null, NotBroadcast: not null };

    /// <summary>The report as the processes send it.</summary>
    public JsonObject ToJson() => JsonSerializer.SerializeToNode(this, NodeJson.Default.NodeReport)!.AsObject();

    /// <summary>Reads a report; nothing if it is not one.</summary>
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

/// <summary>Updates that wait for the transport to come back, and updates that were not sent although they are newer.</summary>
/// <param name="Submissions">How many submissions' newest updates wait.</param>
/// <param name="OldestSeconds">For how long the first of them has.</param>
/// <param name="RepeatedRevisions">The submissions whose revision did not grow with a change, in the last ten minutes, newest first; at most ten.</param>
[Experimental("LSUB001")]
public sealed record OutboxFacts(int Submissions = 0, double OldestSeconds = 0, IReadOnlyList<RepeatedRevisionFacts>? RepeatedRevisions = null);

/// <summary>An update that was refused because its revision had been used for another state.</summary>
/// <param name="Problem">Its problem.</param>
/// <param name="Submission">Its submission.</param>
/// <param name="Revision">The revision.</param>
/// <param name="Seconds">How long ago it was refused.</param>
[Experimental("LSUB001")]
public sealed record RepeatedRevisionFacts(string Problem, string Submission, long Revision, double Seconds);

/// <summary>The groups that a node follows.</summary>
/// <param name="Followed">How many.</param>
/// <param name="Behind">Those whose mirror was not found equal to the log lately, at most ten of them by name.</param>
/// <param name="Damaged">Those whose log itself is damaged, at most ten of them, each with what is wrong.</param>
[Experimental("LSUB001")]
public sealed record MirrorFacts(int Followed = 0, IReadOnlyList<string>? Behind = null, IReadOnlyList<string>? Damaged = null);

/// <summary>The clients of a node.</summary>
/// <param name="Connected">How many.</param>
/// <param name="Slow">How many of them have not taken what was written to them.</param>
[Experimental("LSUB001")]
public sealed record ClientFacts(int Connected, int Slow);

/// <summary>What a worker holds.</summary>
[Experimental("LSUB001")]
public sealed record RunFacts(string Problem, string Submission, double Seconds);

/// <summary>What the application has saved, against what the logs hold.</summary>
/// <param name="Checked">How many of the newest records could be compared with a log.</param>
/// <param name="Unfinished">The oldest that are not in a terminal status, at most ten.</param>
/// <param name="NotBroadcast">Those whose saved state the log does not have, at most ten.</param>
/// <param name="Error">Why the records could not be read, if so.</param>
/// <param name="UnreadableLogs">What could not be compared, at most ten, each with why.</param>
/// <param name="AgeSeconds">How long ago they were read.</param>
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
/// <param name="InLog">The status in the log; nothing if the log has none.</param>
/// <param name="Seconds">How long ago it was saved.</param>
/// <param name="Group">The additional group whose log is meant; nothing: the problem's.</param>
[Experimental("LSUB001")]
public sealed record RecordedFacts(string Problem, string Submission, string Saved, string? InLog, double Seconds, string? Group = null);

/// <summary>What a process answers to one question.</summary>
/// <param name="Question">The question's id.</param>
/// <param name="Trace">What it knows of the submission that was asked about, if one was.</param>
/// <param name="MoreComes">Whether it looks something up, and reports again when that is there.</param>
[Experimental("LSUB001")]
public sealed record AnswerFacts(string Question, IReadOnlyList<TraceFacts>? Trace = null, bool MoreComes = false);

/// <summary>One hop of one update, as the process saw it.</summary>
/// <param name="Operation">Which broadcast.</param>
/// <param name="Group">In which group.</param>
/// <param name="Status">The status it brought.</param>
/// <param name="Hop"><c>reported</c>, <c>stored</c>, <c>received</c> or <c>written</c>.</param>
/// <param name="At">When, by the log's clock.</param>
/// <param name="Clients">For <c>written</c>: to how many clients.</param>
[Experimental("LSUB001")]
public sealed record TraceFacts(string Operation, string Group, string Status, string Hop, DateTimeOffset At, int Clients = 0)
{
    internal static TraceFacts From(TracedHop hop) => new(hop.Operation.ToString(), hop.Group.Name, hop.Status.Value, hop.Name, hop.At, hop.Clients);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(NodeReport))]
internal sealed partial class NodeJson : JsonSerializerContext;

/// <summary>Who this process is, to the others.</summary>
[Experimental("LSUB001")]
public sealed class NodeIdentity
{
    private const int IdLength = 16;

    /// <summary>Random, made anew whenever the process starts.</summary>
    public string Id { get; } = RandomNumberGenerator.GetHexString(IdLength, lowercase: true);

    /// <summary>The library's version, without what a build adds to it.</summary>
    public static string Version { get; } =
        typeof(NodeIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
