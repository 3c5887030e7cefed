using System.Net;
using System.Text.Json;
using LiveSubmissions.Contracts.Endpoints;

namespace LiveSubmissions.AspNetCore.Tests.Endpoints;

/// <summary>Asks for changes after its position, again and again; each answer is told as one array of messages.</summary>
internal sealed class PollingEndpointClient(Uri changes, ClientWire wire, string? since) : EndpointClient(since is not null)
{
    private const int WaitSeconds = 2;

    private readonly HttpClient _http = new(wire.Handler, disposeHandler: false);
    private string? _since = since;
    private string? _tag;
    private JsonElement? _answer;
    private bool _hasMore;

    public override void Stall() => wire.Stall();

    public override void Resume() => wire.Resume();

    /// <summary>Who does not ask again has left.</summary>
    public override ValueTask LeaveAsync() => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync()
    {
        wire.Dispose();
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Asks once; the first time for what is there, without a wait.</summary>
    public async Task AskAsync(CancellationToken cancellationToken, int wait = 0)
    {
        var query = _since is null ? $"?wait={wait}" : $"?since={_since}&wait={wait}";
        using var get = new HttpRequestMessage(HttpMethod.Get, new Uri(changes, query));
        if (_tag is not null) get.Headers.TryAddWithoutValidation("If-None-Match", _tag);
        using var answer = await _http.SendAsync(get, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotModified) return;

        _answer = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken)).RootElement;
        if (answer.StatusCode != HttpStatusCode.OK) return;
        Assert.True(answer.Headers.CacheControl is { Private: true, NoCache: true }, "an answer is kept for its own client, and asked about each time");
        _tag = answer.Headers.ETag?.ToString();
        Assert.NotNull(_tag);
    }

    protected override async ValueTask<JsonElement> NextAsync(CancellationToken cancellationToken)
    {
        while (_answer is null) await AskAsync(cancellationToken, _hasMore ? 0 : WaitSeconds);
        var answer = _answer.Value;
        _answer = null;
        if (answer.ValueKind == JsonValueKind.Array) return Take(answer);

        Assert.Equal("close", answer.GetProperty("type").GetString());
        throw new WireClosedException(answer.GetProperty("code").GetInt32(), answer.GetProperty("reason").GetString()!);
    }

    private JsonElement Take(JsonElement answer)
    {
        var types = answer.EnumerateArray().Select(static message => message.GetProperty("type").GetString()!).ToList();
        Assert.Equal("hello", types[0]);
        _hasMore = types[^1] == "submission_update";
        var keeper = new PositionKeeper(_since is not null);
        foreach (var message in answer.EnumerateArray()) keeper.Take(message);
        _since = keeper.Position ?? _since;
        return answer;
    }
}
