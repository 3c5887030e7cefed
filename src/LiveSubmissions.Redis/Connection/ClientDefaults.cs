using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace LiveSubmissions.Redis.Connection;

/// <summary>
/// The client's settings where the URL says nothing: chosen so that a dead connection is noticed and replaced within seconds.
/// </summary>
/// <param name="attemptTimeout">How long one try of a call may take.</param>
internal sealed class ClientDefaults(TimeSpan attemptTimeout) : DefaultOptionsProvider
{
    /// <summary>A server that is down when the application starts is waited for like one that goes down later.</summary>
    public override bool AbortOnConnectFail => false;

    /// <summary>
    /// Holding calls back while disconnected is the outbox's work: what the client held back, it would send without a fresh not-after.
    /// </summary>
    public override BacklogPolicy BacklogPolicy => BacklogPolicy.FailFast;

    public override TimeSpan? ConnectTimeout => TimeSpan.FromSeconds(2);

    // Together these tear a half-open connection down within 5 to 6 s; with the client's own defaults an idle subscriber never notices it.
    public override TimeSpan SyncTimeout => attemptTimeout;

    public override TimeSpan KeepAliveInterval => TimeSpan.FromSeconds(1);

    public override TimeSpan HeartbeatInterval => TimeSpan.FromMilliseconds(500);

    public override bool HeartbeatConsistencyChecks => true;

    /// <summary>Never longer than a second between two tries: a judge that waits for its Redis is worth a connect a second.</summary>
    public override IReconnectRetryPolicy ReconnectRetryPolicy =>
        new ExponentialRetry(deltaBackOffMilliseconds: 100, maxDeltaBackOffMilliseconds: 1000);
}
