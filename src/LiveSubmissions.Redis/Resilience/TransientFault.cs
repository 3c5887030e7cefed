using Polly.CircuitBreaker;
using Polly.Timeout;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Resilience;

/// <summary>Which failures may be gone at the next try.</summary>
internal static class TransientFault
{
    /// <summary>Whether the server, or the way to it, is at fault: what the breaker counts.</summary>
    public static bool IsFault(Exception? exception) => exception switch
    {
        RedisConnectionException or RedisTimeoutException or TimeoutRejectedException => true,
        RedisServerException server => ServerErrors.IsTransient(server.Message),
        _ => false,
    };

    /// <summary>Whether to try again.</summary>
    public static bool IsWorthARetry(Exception? exception) =>
        exception is BrokenCircuitException or LateAppendException or TooFewReplicasException || IsFault(exception);
}
