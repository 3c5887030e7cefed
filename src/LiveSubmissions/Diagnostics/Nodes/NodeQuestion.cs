using System.Text.Json.Nodes;

namespace LiveSubmissions.Diagnostics.Nodes;

/// <summary>A question to all processes: how are you; and, with ids, what do you know of this submission.</summary>
internal sealed record NodeQuestion(string Id, string? Problem = null, string? Submission = null)
{
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
