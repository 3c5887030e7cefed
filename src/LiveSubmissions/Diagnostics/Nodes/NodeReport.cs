using System.Text.Json;
using System.Text.Json.Nodes;

namespace LiveSubmissions.Diagnostics.Nodes;

/// <summary>What a process says of itself: facts, which the diagnostic steps judge.</summary>
internal sealed class NodeReport
{
    /// <summary>The process's random id, made when it started.</summary>
    public string Node { get; set; } = "";

    /// <summary><c>web</c>, <c>worker</c>, <c>records</c>: what was added to the process.</summary>
    public SortedSet<string> Roles { get; set; } = new(StringComparer.Ordinal);

    public string Version { get; set; } = "";

    public string Machine { get; set; } = "";

    public int Process { get; set; }

    /// <summary>What carries its updates, without a secret.</summary>
    public string Transport { get; set; } = "";

    /// <summary>How far its machine's clock is ahead of the log's; negative: behind.</summary>
    public double ClockAheadSeconds { get; set; }

    public OutboxFacts Outbox { get; set; } = new();

    public MirrorFacts Mirrors { get; set; } = new();

    public ClientFacts? Clients { get; set; }

    public List<RunFacts> Runs { get; set; } = [];

    public RecordFacts? Records { get; set; }

    /// <summary>The questions that this report answers: all that the process heard lately, since only its newest report can be read.</summary>
    public List<AnswerFacts> Answers { get; set; } = [];

    /// <summary>How it is named in what people read.</summary>
    public string Name => $"process {Process} on {Machine}{(Roles.Count > 0 ? $" ({string.Join(", ", Roles)})" : "")}";

    /// <summary>Whether nothing is null that must not be: whoever can write to the log can write anything.</summary>
    private bool IsWhole => this is { Roles: not null, Version: not null, Outbox: not null, Mirrors: not null, Runs: not null, Answers: not null }
        && !Runs.Contains(null!) && !Answers.Contains(null!)
        && Records is null or { Unfinished: not null, NotBroadcast: not null };

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
