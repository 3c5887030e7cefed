using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using LiveSubmissions.Diagnostics.Nodes;

namespace LiveSubmissions.AspNetCore.Following;

/// <summary>Counts the connected clients of all endpoints, for the metric <c>live_submissions.connections</c> and for this process's report.</summary>
internal sealed class ClientRegistry : INodeFacts, IDisposable
{
    /// <summary>A client is slow if it has not taken what was written to it within this time.</summary>
    public static readonly TimeSpan SlowAfter = TimeSpan.FromSeconds(1);

    /// <summary>The name of the meter of the whole library. The factory returns the same meter for the same name.</summary>
    private const string MeterName = "LiveSubmissions";

    private readonly TimeProvider _time;
    private readonly Meter? _meter;
    private readonly UpDownCounter<long>? _connections;

    /// <summary>The clients that have not taken what was written to them, and since when. Nothing is kept for the others but their number.</summary>
    private readonly ConcurrentDictionary<ClientPresence, long> _waitedFor = new();
    private int _connected;

    /// <param name="time">Measures how long a client takes.</param>
    /// <param name="meters">Makes the meter of this host; <see langword="null"/> in a bare service collection.</param>
    public ClientRegistry(TimeProvider time, IMeterFactory? meters = null)
    {
        _time = time;
        try
        {
            _meter = meters?.Create(MeterName) ?? new Meter(MeterName);
            _connections = _meter.CreateUpDownCounter<long>("live_submissions.connections", "{connection}", "Clients that are connected, by endpoint.");
        }
        catch (Exception)
        {
            // A metrics listener threw when it was told of the instrument. The clients are served without this metric.
        }
    }

    /// <summary>A client is connected until the returned object is disposed.</summary>
    /// <param name="endpoint">The endpoint's name, as in the log.</param>
    public ClientPresence Connect(string endpoint)
    {
        Interlocked.Increment(ref _connected);
        var tag = endpoint.ToLowerInvariant();
        Count(tag, 1);
        return new ClientPresence(this, tag);
    }

    public void Dispose()
    {
        try
        {
            _meter?.Dispose();
        }
        catch (Exception)
        {
            // A metrics listener threw when it was told of the end.
        }
    }

    void INodeFacts.AddTo(NodeReport report)
    {
        report.Roles.Add("web");
        report.Clients = new ClientFacts(Volatile.Read(ref _connected), _waitedFor.Values.Count(since => _time.GetElapsedTime(since) >= SlowAfter));
    }

    internal void BeginWait(ClientPresence client) => _waitedFor[client] = _time.GetTimestamp();

    internal void EndWait(ClientPresence client) => _waitedFor.TryRemove(client, out _);

    internal void Leave(string tag)
    {
        Interlocked.Decrement(ref _connected);
        Count(tag, -1);
    }

    private void Count(string tag, int change)
    {
        try
        {
            _connections?.Add(change, new KeyValuePair<string, object?>("live_submissions.endpoint", tag));
        }
        catch (Exception)
        {
            // A metrics listener threw: this change is missing in its figure.
        }
    }
}

/// <summary>A connected client, until it is disposed.</summary>
internal sealed class ClientPresence(ClientRegistry registry, string tag) : IDisposable
{
    private int _gone;

    /// <summary>Waits for a write to the client. It costs nothing if the write is complete already.</summary>
    public ValueTask WaitForAsync(ValueTask write) => write.IsCompleted ? write : WaitAsync(write);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _gone, 1) == 0) registry.Leave(tag);
    }

    private async ValueTask WaitAsync(ValueTask write)
    {
        registry.BeginWait(this);
        try
        {
            await write.ConfigureAwait(false);
        }
        finally
        {
            registry.EndWait(this);
        }
    }
}
