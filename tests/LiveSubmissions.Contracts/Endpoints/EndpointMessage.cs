using System.Text.Json;

namespace LiveSubmissions.Contracts.Endpoints;

/// <summary>One message as a client of any endpoint gets it; of several updates at once, each by itself.</summary>
/// <param name="Type">Its <c>type</c>.</param>
/// <param name="Json">The message.</param>
/// <param name="Position">From where the client would resume once it has taken it in; <see langword="null"/> if it does not know.</param>
public sealed record EndpointMessage(string Type, JsonElement Json, string? Position)
{
    /// <summary>Whether it is a submission's new state.</summary>
    public bool IsUpdate => Type == "submission_update";

    /// <summary>An update's submission, as text.</summary>
    public string Submission => Json.GetProperty("submission_id").ToString();

    /// <summary>An update's status.</summary>
    public string Status => Json.GetProperty("status").GetString()!;

    /// <summary>A field that is text.</summary>
    public string? Text(string field) => Json.GetProperty(field).GetString();

    /// <summary>A field that is true or false.</summary>
    public bool Is(string field) => Json.GetProperty(field).GetBoolean();
}
