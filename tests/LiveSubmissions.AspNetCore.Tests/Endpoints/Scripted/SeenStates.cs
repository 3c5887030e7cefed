using System.Text.Json;
using System.Text.Json.Nodes;

namespace LiveSubmissions.AspNetCore.Tests.Endpoints.Scripted;

/// <summary>What a client has shown: each submission's newest state, and whatever it should not have said.</summary>
internal sealed class SeenStates
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, JsonElement> _states = [];
    private readonly List<string> _faults = [];

    public int Count
    {
        get
        {
            lock (_gate) return _states.Count;
        }
    }

    /// <summary>What should not have been: a step back, a resync.</summary>
    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (_gate) return [.. _faults];
        }
    }

    /// <summary>The endpoint that the client says it uses; of several, all.</summary>
    public string? ReportedEndpoint { get; private set; }

    /// <summary>A state as it is compared: status, metrics, and the revision where the client is told of it.</summary>
    public static string Write(string status, string? metrics, long? revision)
    {
        var canonical = metrics is null ? null : JsonNode.Parse(metrics);
        return $"{status} {canonical?.ToJsonString() ?? "null"}{(revision is null ? "" : $" revision {revision}")}";
    }

    public void Take(JsonElement message)
    {
        lock (_gate)
        {
            switch (message.GetProperty("type").GetString())
            {
                case "submission_update":
                    TakeState(message);
                    break;
                case "snapshot":
                    foreach (var state in message.GetProperty("submissions").EnumerateArray()) TakeState(state, isWhole: true);
                    if (message.TryGetProperty("endpoint", out var used)) ReportedEndpoint = used.GetString();
                    break;
                case "state" when message.TryGetProperty("endpoint", out var endpoint):
                    if (ReportedEndpoint != endpoint.GetString()) ReportedEndpoint += endpoint.GetString();
                    break;
                case "resync":
                    _faults.Add($"resync: {message.GetProperty("reason")}");
                    break;
            }
        }
    }

    public void Fault(string fault)
    {
        lock (_gate) _faults.Add(fault);
    }

    /// <summary>How the states differ from the script's end; empty if they do not.</summary>
    public IReadOnlyList<string> DifferencesFrom(IReadOnlyDictionary<int, ScriptStep> end, bool withRevision)
    {
        lock (_gate)
        {
            var differences = new List<string>();
            foreach (var (submission, step) in end)
            {
                var seen = _states.TryGetValue(submission, out var state) ? Write(state) : "nothing";
                if (seen != step.State(withRevision)) differences.Add($"{submission} is at '{seen}', not at '{step.State(withRevision)}'");
            }

            foreach (var submission in _states.Keys.Except(end.Keys)) differences.Add($"{submission} is not of the script");
            return differences;
        }
    }

    private static string Write(JsonElement state)
    {
        var metrics = state.GetProperty("metrics");
        return Write(state.GetProperty("status").GetString()!, metrics.ValueKind == JsonValueKind.Null ? null : metrics.GetRawText(), Revision(state));
    }

    private static long? Revision(JsonElement state) => state.TryGetProperty("revision", out var revision) ? revision.GetInt64() : null;

    private void TakeState(JsonElement state, bool isWhole = false)
    {
        var submission = state.GetProperty("submission_id").GetInt32();
        if (_states.TryGetValue(submission, out var before))
        {
            var (older, newer) = (Revision(before), Revision(state));
            if (newer < older || (newer == older && newer is not null && !isWhole)) _faults.Add($"{submission} was at revision {older}, then at {newer}");
        }

        _states[submission] = state;
    }
}
