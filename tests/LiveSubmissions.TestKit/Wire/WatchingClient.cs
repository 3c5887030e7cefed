using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using LiveSubmissions.Contracts.Endpoints;

namespace LiveSubmissions.TestKit.Wire;

/// <summary>
/// A client that only watches: reads whatever comes, in either dialect, and keeps what a test wants to know at the end.
/// </summary>
public sealed class WatchingClient : IAsyncDisposable
{
    private readonly WireClient _wire;
    private readonly bool _resumes;
    private readonly Task _watching;
    private readonly ConcurrentDictionary<string, JsonElement> _states = new();
    private readonly ConcurrentDictionary<string, int> _updates = new();
    private readonly Dictionary<string, long> _sequences = [];
    private readonly ConcurrentQueue<string> _backwardSteps = new();
    private readonly ConcurrentQueue<JsonElement> _others = new();
    private long _messages;
    private volatile WireClosedException? _closed;
    private volatile string? _position;

    private WatchingClient(WireClient wire, bool resumes, Action<WatchingClient>? afterMessage)
    {
        _wire = wire;
        _resumes = resumes;
        _watching = Task.Run(() => WatchAsync(afterMessage));
    }

    /// <summary>Each submission's newest state, by its id as text.</summary>
    public IReadOnlyDictionary<string, JsonElement> States => _states;

    /// <summary>How many updates came for each submission.</summary>
    public IReadOnlyDictionary<string, int> Updates => _updates;

    /// <summary>Every step from a newer state to an older one, by revision or sequence, told in words. Empty, if the promise is kept.</summary>
    public IReadOnlyCollection<string> BackwardSteps => _backwardSteps;

    /// <summary>What came that was no update: hello, heartbeat, resync; oldest first.</summary>
    public IReadOnlyCollection<JsonElement> Others => _others;

    /// <summary>How many text messages came.</summary>
    public long Messages => Interlocked.Read(ref _messages);

    /// <summary>From where to resume; <see langword="null"/> in the plain dialect, and before a resync that is to come.</summary>
    public string? Position => _position;

    /// <summary>With what the server closed, if it did.</summary>
    public WireClosedException? Closed => _closed;

    /// <summary>Each submission's status, or <see langword="null"/> for one that was not seen.</summary>
    public string? Status(string submission) =>
        _states.TryGetValue(submission, out var state) ? state.GetProperty("status").GetString() : null;

    /// <summary>Connects and watches until disposed, or closed by the server. In v1 complete once the hello is there: nothing is missed from then on.</summary>
    /// <param name="address">A ws or http address, with <c>?since=</c> to resume.</param>
    /// <param name="subprotocol">The dialect; <see langword="null"/> for plain.</param>
    /// <param name="origin">What a browser would say; none for no browser.</param>
    /// <param name="afterMessage">Called after each message: a test that blocks here makes a slow reader.</param>
    public static async Task<WatchingClient> ConnectAsync(
        Uri address, string? subprotocol = WireClient.V1, string? origin = null, Action<WatchingClient>? afterMessage = null)
    {
        var resumes = address.Query.Contains("since=", StringComparison.Ordinal);
        var client = new WatchingClient(await WireClient.ConnectAsync(address, subprotocol, origin), resumes, afterMessage);
        if (subprotocol is not null) await Eventually.TrueAsync(() => client.Messages > 0 || client.Closed is not null, "the server says hello");
        return client;
    }

    /// <summary>Watches over a connection that is there already, and owns it from now on.</summary>
    public static WatchingClient Over(WireClient wire) => new(wire, resumes: false, afterMessage: null);

    /// <summary>Leaves without a word.</summary>
    public async ValueTask DisposeAsync()
    {
        await _wire.DisposeAsync();
        await _watching;
    }

    private async Task WatchAsync(Action<WatchingClient>? afterMessage)
    {
        try
        {
            while (true)
            {
                // No deadline: disposing ends it.
                var text = await _wire.ReceiveAsync(Timeout.InfiniteTimeSpan);
                Take(JsonDocument.Parse(text).RootElement);
                Interlocked.Increment(ref _messages);
                afterMessage?.Invoke(this);
            }
        }
        catch (WireClosedException closed)
        {
            _closed = closed;
        }
        catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Disposed, or the server vanished.
        }
    }

    private void Take(JsonElement message)
    {
        if (message.ValueKind == JsonValueKind.Array)
        {
            foreach (var update in message.EnumerateArray()) TakeUpdate(update);
        }
        else if (message.GetProperty("type").GetString() == "submission_update")
        {
            TakeUpdate(message);
        }
        else
        {
            TakeOther(message, message.GetProperty("type").GetString());
        }
    }

    private void TakeOther(JsonElement message, string? type)
    {
        _others.Enqueue(message);

        // From a resync on it may be another log, whose sequences are not to be compared with the first one's.
        if (type == "resync") _sequences.Clear();

        // A hello that refuses to resume is followed by a resync; until then the client must not think that it knows anything.
        if (type != "hello" || !_resumes || message.GetProperty("resumed").GetBoolean()) _position = message.GetProperty("position").GetString();
    }

    private void TakeUpdate(JsonElement update)
    {
        var submission = update.GetProperty("submission_id").ToString();
        if (_states.TryGetValue(submission, out var before)) Compare(submission, "revision", Number(before, "revision"), Number(update, "revision"));
        if (Number(update, "sequence") is { } sequence)
        {
            Compare(submission, "sequence", _sequences.TryGetValue(submission, out var last) ? last : null, sequence);
            _sequences[submission] = sequence;
            if (_position is { } position) _position = $"{position[..position.LastIndexOf(':')]}:{sequence}";
        }

        _states[submission] = update;
        _updates.AddOrUpdate(submission, 1, static (_, count) => count + 1);
    }

    private void Compare(string submission, string field, long? older, long? newer)
    {
        if (newer <= older) _backwardSteps.Enqueue($"submission {submission}: {field} {older}, then {newer}");
    }

    private static long? Number(JsonElement update, string field) =>
        update.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;
}
