using System.Net.Sockets;
using LiveSubmissions.Redis.Connection;
using LiveSubmissions.Transport;
using Polly.CircuitBreaker;
using Polly.Timeout;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Resilience;

/// <summary>Says in plain words what is wrong with Redis and how to mend it.</summary>
internal sealed class RedisFailure(RedisUrl url, RedisTransportOptions options)
{
    private const string Setting = "CHANNEL_LAYER_REDIS_URL";

    /// <summary>Whether it is a failure of Redis or of the way to it, and not a mistake in this library or its caller.</summary>
    public static bool IsOne(Exception exception) => exception is RedisException or RedisTimeoutException or TimeoutRejectedException or BrokenCircuitException
        or LateAppendException or FormatException or SocketException or TimeoutException;

    /// <param name="exception">Why the call failed.</param>
    /// <param name="connectionFailure">Why the client last lost or did not get a connection, if it did: a call just says that there is none.</param>
    public SubmissionTransportException Explain(Exception exception, Exception? connectionFailure)
    {
        var (cause, mend) = exception switch
        {
            RedisServerException server => Server(server),
            BrokenCircuitException => (
                $"{url.Description} failed too often just now, so it is left alone for {options.BreakDuration.TotalSeconds:0.#} s.",
                "It is tried again by itself; the log lines before this one say what failed."),
            LateAppendException => (
                $"{url.Description} answers so slowly that updates reach it after their deadline.",
                "Look for slow commands (SLOWLOG GET), swapping and CPU on the server, or raise BroadcasterOptions.AppendDeadline."),
            FormatException => (
                $"{url.Description} returned something that this library did not write: {exception.Message}",
                $"Another program may use the keys '{options.KeyPrefix}:*': delete them, or set RedisTransportOptions.KeyPrefix to a name of your own."),
            RedisTimeoutException or TimeoutRejectedException or TimeoutException => Timeout(connectionFailure),
            _ => Connection(exception, connectionFailure),
        };
        return new SubmissionTransportException(cause, mend, exception);
    }

    private (string Cause, string Mend) Server(RedisServerException exception)
    {
        bool Says(string code) => TransientFault.Says(exception, code);

        if (Says("WRONGPASS") || Says("NOAUTH") || Says("NOPERM")) return Access(exception.Message);
        if (Says("OOM")) return ($"{url.Description} is out of memory.", "Give it more (maxmemory), or remove what it does not need; keep maxmemory-policy noeviction.");
        if (Says("READONLY")) return ($"{url.Description} is a read-only replica.", $"Point {Setting} at the primary, or at the Sentinels with ?serviceName=.");
        if (Says("LOADING")) return ($"{url.Description} is still loading its data.", "Wait for it: it is tried again by itself.");
        if (Says("MASTERDOWN") || Says("CLUSTERDOWN") || Says("TRYAGAIN")) return ($"{url.Description} has no working primary now.", "Wait for the failover, or look at the state of the replicas.");
        if (Says("BUSY")) return ($"{url.Description} is busy with a script of somebody's.", "Find it with SLOWLOG GET; SCRIPT KILL ends it.");
        if (Says("MISCONF")) return ($"{url.Description} refuses writes because it cannot save to disk.", "Look at its log and at the free space of its disk.");
        return ($"{url.Description} refused a command: {exception.Message}", "LiveSubmissions needs Redis 6.2 or later (or what behaves like it) with scripts and pub/sub allowed.");
    }

    private (string Cause, string Mend) Access(string message)
    {
        if (message.Contains("WRONGPASS", StringComparison.Ordinal)) return ($"{url.Description} does not accept the user or the password.", $"Correct them in {Setting}: redis://user:password@host:port/database, special characters percent-encoded.");
        if (message.Contains("NOAUTH", StringComparison.Ordinal)) return ($"{url.Description} wants a password.", $"Put it into {Setting}: redis://:password@host:port/database, special characters percent-encoded.");
        return (
            $"{url.Description} does not permit this user what is needed.",
            $"Give it the keys and channels '{options.KeyPrefix}:*' and the commands: ACL SETUSER ... ~{options.KeyPrefix}:* &{options.KeyPrefix}:* +@all -@dangerous");
    }

    private (string Cause, string Mend) Timeout(Exception? connectionFailure) => Speaks(connectionFailure) is { } message
        ? Access(message)
        : ($"{url.Description} did not answer within {options.AttemptTimeout.TotalSeconds:0.###} s.", $"Check that it is running and not overloaded, and that no firewall is between: redis-cli -h HOST -p PORT ping, with host and port of {Setting}.");

    private (string Cause, string Mend) Connection(Exception exception, Exception? connectionFailure)
    {
        if ((Speaks(exception) ?? Speaks(connectionFailure)) is { } message) return Access(message);
        var socket = All(exception).Concat(All(connectionFailure)).OfType<SocketException>().FirstOrDefault();
        return socket?.SocketErrorCode switch
        {
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => ($"The host name of {url.Description} is not known.", $"Correct it in {Setting}, or check the name service."),
            SocketError.ConnectionRefused => ($"{url.Description} refuses connections.", $"Start it, or correct host and port in {Setting}."),
            _ => ($"{url.Description} cannot be reached.", $"Check that it is running, and host and port in {Setting} (rediss:// if it wants TLS)."),
        };
    }

    /// <summary>The message of the server about access, wherever the client has put it.</summary>
    private static string? Speaks(Exception? exception) => All(exception)
        .Select(e => e.Message)
        .FirstOrDefault(m => m.Contains("WRONGPASS", StringComparison.Ordinal) || m.Contains("NOAUTH", StringComparison.Ordinal) || m.Contains("NOPERM", StringComparison.Ordinal));

    private static IEnumerable<Exception> All(Exception? exception)
    {
        for (var e = exception; e is not null; e = e.InnerException) yield return e;
    }
}
