using System.Text.Json.Nodes;

namespace LiveSubmissions.TestKit.Tool;

/// <summary>What a run of the tool gave.</summary>
/// <param name="ExitCode">With what it ended.</param>
/// <param name="Output">What it wrote.</param>
/// <param name="Error">What it wrote to the error stream.</param>
/// <param name="Took">From its start to its end, with the start of the process.</param>
public sealed record ToolResult(int ExitCode, string Output, string Error, TimeSpan Took)
{
    /// <summary>The report of <c>doctor --json</c>.</summary>
    public JsonObject Report => JsonNode.Parse(Output)!.AsObject();

    /// <summary>The id of the broken hop, by <c>doctor --json</c>; nothing if there is none.</summary>
    public string? FirstFailure => Report["first_failure"]?.GetValue<string>();

    /// <summary>A step of <c>doctor --json</c>.</summary>
    public JsonObject Step(string id) => Report["steps"]!.AsArray().Select(step => step!.AsObject()).Single(step => step["id"]!.GetValue<string>() == id);

    /// <summary>What <c>doctor --json</c> advises at the broken hop.</summary>
    public string? Fix => FirstFailure is { } broken ? Step(broken)["fix"]?.GetValue<string>() : null;
}
