using System.Text.Json;

namespace LiveSubmissions.Contracts.Endpoints;

/// <summary>
/// A client of an endpoint, which reads when it is asked to. Derive from it for another endpoint. Every wait has a deadline.
/// </summary>
public abstract class EndpointClient : IAsyncDisposable
{
    /// <summary>How long a test waits for what must come.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly Queue<EndpointMessage> _received = [];
    private readonly PositionKeeper _keeper;

    /// <param name="resumes">Whether it has said a position when it connected.</param>
    protected EndpointClient(bool resumes) => _keeper = new PositionKeeper(resumes);

    /// <summary>From where it would resume, having taken in what <see cref="ReceiveAsync"/> returned; <see langword="null"/> if it does not know.</summary>
    public string? Position { get; private set; }

    /// <summary>The next message.</summary>
    /// <param name="within">How long to wait for it; <see cref="Deadline"/> unless told.</param>
    /// <exception cref="WireClosedException">The server closed instead, in whichever way the endpoint has.</exception>
    /// <exception cref="IOException">The connection was lost without a word.</exception>
    /// <exception cref="TimeoutException">Nothing came.</exception>
    public async Task<EndpointMessage> ReceiveAsync(TimeSpan? within = null)
    {
        using var deadline = new CancellationTokenSource(within ?? Deadline);
        while (_received.Count == 0)
        {
            try
            {
                Put(await NextAsync(deadline.Token));
            }
            catch (Exception) when (deadline.IsCancellationRequested)
            {
                throw new TimeoutException($"{GetType().Name} got nothing within {(within ?? Deadline).TotalSeconds:0.#} s; it stands at {Position ?? "no position"}.");
            }
            catch (Exception exception) when (exception is not (WireClosedException or Xunit.Sdk.XunitException))
            {
                throw new IOException("The connection is lost.", exception);
            }
        }

        var message = _received.Dequeue();
        Position = message.Position;
        return message;
    }

    /// <summary>Takes nothing more from the wire, while the connection stays open.</summary>
    public abstract void Stall();

    /// <summary>Takes again what the wire has.</summary>
    public abstract void Resume();

    /// <summary>Leaves as a well-behaved client of the endpoint does.</summary>
    public abstract ValueTask LeaveAsync();

    /// <summary>Leaves without a word.</summary>
    public abstract ValueTask DisposeAsync();

    /// <summary>What comes next: a message, or an array of them.</summary>
    /// <exception cref="WireClosedException">The server closed instead.</exception>
    protected abstract ValueTask<JsonElement> NextAsync(CancellationToken cancellationToken);

    /// <summary>From where the client would resume after a message. By default by the rules of docs/protocol.md; an endpoint that says it itself overrides.</summary>
    protected virtual string? PositionAfter(JsonElement message)
    {
        _keeper.Take(message);
        return _keeper.Position;
    }

    private void Put(JsonElement came)
    {
        if (came.ValueKind != JsonValueKind.Array)
        {
            _received.Enqueue(new EndpointMessage(came.GetProperty("type").GetString()!, came, PositionAfter(came)));
            return;
        }

        foreach (var message in came.EnumerateArray()) Put(message);
    }
}
