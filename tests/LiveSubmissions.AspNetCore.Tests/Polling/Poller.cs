using System.Net;
using System.Text.Json;
using LiveSubmissions.TestKit.Wire;

namespace LiveSubmissions.AspNetCore.Tests.Polling;

/// <summary>Asks once, and shows the answer.</summary>
internal sealed record Poller(HttpStatusCode Status, string? Tag, string Body, HttpResponseMessage Answer)
{
    private static readonly HttpClient Http = new() { Timeout = WireClient.Deadline };

    /// <summary>The answer's messages, by their types.</summary>
    public IEnumerable<string> Types => Messages.Select(static message => message.GetProperty("type").GetString()!);

    public IReadOnlyList<JsonElement> Messages => [.. JsonDocument.Parse(Body).RootElement.EnumerateArray()];

    /// <summary>Where the client stands afterwards.</summary>
    public string Position
    {
        get
        {
            var last = Messages[^1];
            if (last.TryGetProperty("position", out var position)) return position.GetString()!;
            var epoch = Messages[0].GetProperty("position").GetString()!.Split(':')[0];
            return $"{epoch}:{last.GetProperty("sequence").GetInt64()}";
        }
    }

    public static async Task<Poller> AskAsync(Uri address, string? knownTag = null, Action<HttpRequestMessage>? configure = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (knownTag is not null) request.Headers.Add("If-None-Match", knownTag);
        configure?.Invoke(request);
        var answer = await Http.SendAsync(request);
        return new Poller(answer.StatusCode, answer.Headers.ETag?.ToString(), await answer.Content.ReadAsStringAsync(), answer);
    }
}
