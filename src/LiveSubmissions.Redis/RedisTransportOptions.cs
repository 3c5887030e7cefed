using StackExchange.Redis;

namespace LiveSubmissions.Redis;

/// <summary>How to reach Redis, and how hard to try. Validated when the host starts, every error at once.</summary>
/// <remarks>
/// A call is tried <see cref="RetryCount"/> + 1 times, each try for at most <see cref="AttemptTimeout"/>; the defaults together stay within
/// the 5 s that a broadcast waits by default (<see cref="BroadcasterOptions.Timeout"/>), which ends a call in any case.
/// </remarks>
public sealed class RedisTransportOptions
{
    /// <summary>
    /// Where Redis is: <c>redis://[user][:password@]host[:port][,host2...][/database][?option=value]</c>, <c>rediss://</c> for TLS, or a
    /// StackExchange.Redis configuration string. Options are the client's own, by the names of its configuration strings;
    /// <c>serviceName</c> makes the hosts Sentinels. Blank, the default: not configured, nothing is broadcast and the health check says so.
    /// </summary>
    public string? Url { get; set; }

    /// <summary>
    /// How messages name the setting that holds <see cref="Url"/>, for whoever has to correct it: the application's own key, such as
    /// <c>CHANNEL_LAYER_REDIS_URL</c>. Default: <c>RedisTransportOptions.Url</c>; <c>AddRedis(url)</c> takes it from the expression that it is given.
    /// </summary>
    public string UrlSetting { get; set; } = "RedisTransportOptions.Url";

    /// <summary>
    /// Changes the client's configuration after everything else, for what a URL cannot say (certificates, tunnels). Default: nothing. Leave
    /// <see cref="ConfigurationOptions.BacklogPolicy"/> and <see cref="ConfigurationOptions.AbortOnConnectFail"/> as they are.
    /// </summary>
    public Action<ConfigurationOptions>? ConfigureClient { get; set; }

    /// <summary>
    /// What the names of all keys and channels start with: applications that share a database differ in it. Default
    /// <c>live-submissions</c>; 1 to 100 of the ASCII letters and digits and <c>- _ . :</c>.
    /// </summary>
    public string KeyPrefix { get; set; } = "live-submissions";

    /// <summary>How long one try of a call may take. Default 1 s; 50 ms to 1 min.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How many replicas must have an update before it counts as accepted (WAIT). Default 0: a failover may lose what the replicas had not
    /// heard of, and the last minute's updates with a revision are sent again after it. 0 to 10; no more than there are replicas.
    /// </summary>
    /// <remarks>
    /// With a number, an update whose broadcast said Accepted is lost only if its server and so many replicas are lost, or if a replica is
    /// promoted that is not among them: ask for all of them, or for a majority where the replica with the most data is promoted, as Sentinel
    /// and Cluster do. It costs a round trip to the replicas for each append, one after the other over a connection of their own; and
    /// while replicas are away, updates reach pages but are deferred and sent again until enough acknowledge.
    /// </remarks>
    public int ReplicaAcknowledgements { get; set; }

    /// <summary>
    /// How long replicas may take to acknowledge one update. Default 500 ms; 10 ms to 30 s, and shorter than <see cref="AttemptTimeout"/>.
    /// </summary>
    public TimeSpan ReplicaTimeout { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How often a call that failed is tried again. Default 3; 0 to 10.</summary>
    public int RetryCount { get; set; } = 3;

    /// <summary>
    /// How long to wait before the first retry, on average; the next wait twice as long, each with jitter. Default 100 ms; 1 ms to 10 s.
    /// </summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The share of failed tries, within <see cref="BreakerSamplingPeriod"/>, from which the circuit breaker opens and calls fail at once.
    /// Default 0.5; above 0, up to 1.
    /// </summary>
    public double BreakerFailureRatio { get; set; } = 0.5;

    /// <summary>
    /// How many tries there must have been within <see cref="BreakerSamplingPeriod"/> before the breaker judges. Default 20; 2 to 10,000.
    /// </summary>
    public int BreakerMinimumTries { get; set; } = 20;

    /// <summary>Over what time the breaker counts. Default 5 s; 500 ms to 10 min.</summary>
    public TimeSpan BreakerSamplingPeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an open breaker lets nothing through, before it tries with one call. Default 1 s; 500 ms to 1 min.</summary>
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(1);
}
