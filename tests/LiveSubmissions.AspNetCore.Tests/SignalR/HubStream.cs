using System.Text.Json.Nodes;
using LiveSubmissions.Contracts;
using Microsoft.AspNetCore.SignalR.Client;

namespace LiveSubmissions.AspNetCore.Tests.SignalR;

/// <summary>Reads a stream of the hub until it ends or is left.</summary>
internal sealed class HubStream : IAsyncDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private readonly List<JsonObject> _messages = [];

    private HubStream(HubConnection connection, string method, object?[] arguments) => Completion = ReadAsync(connection, method, arguments);

    /// <summary>Complete when the server has ended the stream; with its error if it did so by one.</summary>
    public Task Completion { get; }

    public IReadOnlyList<JsonObject> Messages
    {
        get
        {
            lock (_messages) return [.. _messages];
        }
    }

    public IReadOnlyList<JsonObject> Updates => [.. Messages.Where(static message => (string?)message["type"] == "submission_update")];

    public JsonObject Last => Messages[^1];

    public static HubStream Read(HubConnection connection, string method, params object?[] arguments) => new(connection, method, arguments);

    /// <summary>Waits until so many messages have come, and returns them.</summary>
    public async Task<IReadOnlyList<JsonObject>> CountAsync(int count)
    {
        await Eventually.TrueAsync(
            () => Messages.Count >= count || Completion.IsCompleted, $"{count} messages have come");
        if (Messages.Count < count) await Completion;
        return Messages;
    }

    public IEnumerable<string?> Types() => Messages.Select(static message => (string?)message["type"]);

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        try
        {
            await Completion.WaitAsync(TimeSpan.FromSeconds(20));
        }
        catch (Exception exception) when (exception is not TimeoutException)
        {
            // Left, or ended by the server: its test has looked.
        }

        _leaving.Dispose();
    }

    private async Task ReadAsync(HubConnection connection, string method, object?[] arguments)
    {
        var items = connection.StreamAsyncCore<object>(method, arguments, _leaving.Token);
        await foreach (var item in items)
        {
            var message = (JsonObject)HubValues.ToJson(item)!;
            lock (_messages) _messages.Add(message);
        }
    }
}
