using Polly.CircuitBreaker;
using Polly.Timeout;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Resilience;

/// <summary>Which failures may be gone at the next try.</summary>
internal static class TransientFault
{
    /// <summary>What a server says when it will take the command later, or another server will.</summary>
    private static readonly string[] ServerCodes = ["LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "BUSY", "OOM", "NOREPLICAS", "MOVED", "ASK"];

    /// <summary>Whether the server, or the way to it, is at fault: what the breaker counts.</summary>
    public static bool IsFault(Exception? exception) => exception switch
    {
        RedisConnectionException or RedisTimeoutException or TimeoutRejectedException => true,
        RedisServerException server => ServerCodes.Any(code => Says(server, code)),
        _ => false,
    };

    /// <summary>Whether to try again.</summary>
    public static bool IsWorthARetry(Exception? exception) => exception is BrokenCircuitException or LateAppendException || IsFault(exception);

    /// <summary>Whether the server's error is of this code; servers before 7 put their own words before a script's error.</summary>
    public static bool Says(RedisServerException exception, string code) =>
        exception.Message.StartsWith(code, StringComparison.Ordinal) || exception.Message.Contains($"-{code} ", StringComparison.Ordinal);
}
