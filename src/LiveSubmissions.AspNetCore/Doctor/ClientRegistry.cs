using System.Collections.Concurrent;
using LiveSubmissions.Diagnostics.Nodes;
using LiveSubmissions.Diagnostics;
using LiveSubmissions.Telemetry;

namespace LiveSubmissions.AspNetCore.Doctor;

/// <summary>Counts the clients of every endpoint: for the metrics, and for what this node says of itself.</summary>
internal sealed class ClientRegistry(LiveSubmissionsMeter meter, TimeProvider time) : INodeFacts
{
    /// <summary>A client that has not taken what was written to it for so long reads slowly, or not at all.</summary>
    public static readonly TimeSpan SlowAfter = TimeSpan.FromSeconds(1);

    // Those that are waited for alone: of the many that read, nothing is kept but their number.
    private readonly ConcurrentDictionary<ClientPresence, long> _waitedFor = new();
    private int _connected;

    /// <summary>A client is connected until what this returns is disposed.</summary>
    /// <param name="endpoint">The endpoint's name, as the log says it.</param>
    public ClientPresence Connect(string endpoint)
    {
        Interlocked.Increment(ref _connected);
        var tag = endpoint.ToLowerInvariant();
        meter.Connected(tag, 1);
        return new ClientPresence(this, tag);
    }

    void INodeFacts.AddTo(NodeReport report)
    {
        report.Roles.Add("web");
        report.Clients = new ClientFacts(Volatile.Read(ref _connected), _waitedFor.Values.Count(since => time.GetElapsedTime(since) >= SlowAfter));
    }

    internal void Waiting(ClientPresence client) => _waitedFor[client] = time.GetTimestamp();

    internal void Taken(ClientPresence client) => _waitedFor.TryRemove(client, out _);

    internal void Leave(string tag)
    {
        Interlocked.Decrement(ref _connected);
        meter.Connected(tag, -1);
    }
}
