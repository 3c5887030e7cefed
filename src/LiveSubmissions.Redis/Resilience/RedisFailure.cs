using System.Net.Sockets;
using LiveSubmissions.Transport;
using Polly.CircuitBreaker;
using Polly.Timeout;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Resilience;

/// <summary>Says in plain words what is wrong with Redis and how to mend it.</summary>
internal sealed class RedisFailure(RedisUrl url, RedisTransportOptions options)
{
    /// <summary>Where the application has the URL.</summary>
    private string Setting => options.UrlSetting;

    /// <summary>Whether it is a failure of Redis or of the way to it, and not a mistake in this library or its caller.</summary>
    public static bool IsOne(Exception exception) => exception is RedisException or TimeoutException or TimeoutRejectedException
        or BrokenCircuitException or LateAppendException or TooFewReplicasException or FormatException or SocketException;

    /// <param name="exception">Why the call failed.</param>
    /// <param name="connectionFailure">
    /// Why the client last lost or did not get a connection, if so: a call may just know that there is none.
    /// </param>
    /// <param name="seesReplicasOnly">Whether all servers that answer are replicas: the client then does not even try.</param>
    public SubmissionTransportException Explain(Exception exception, Exception? connectionFailure, bool seesReplicasOnly)
    {
        var (cause, mend) = exception switch
        {
            // Of many calls at once all may find the breaker open, and nobody else says what opened it.
            BrokenCircuitException { InnerException: { } first } => LeftAlone(Explain(first, connectionFailure, seesReplicasOnly)),
            RedisServerException server => Server(server),
            BrokenCircuitException => (
                $"{url.Description} failed too often just now, so it is left alone for {Printable.Duration(options.BreakDuration)}.",
                "It is tried again by itself."),
            LateAppendException => (
                $"{url.Description} answers so slowly that updates reach it after their deadline.",
                "Look for slow commands (SLOWLOG GET), swapping and CPU load on its machine, or raise BroadcasterOptions.AppendDeadline."),
            TooFewReplicasException replicas => (
                $"{url.Description} has the update, but {replicas.Acknowledged} of {options.ReplicaAcknowledgements} replicas acknowledged it within "
                + $"{Printable.Duration(options.ReplicaTimeout)}.",
                "Look at the replicas (INFO replication); or lower RedisTransportOptions.ReplicaAcknowledgements."),
            FormatException => (
                $"{url.Description} returned something that this library did not write: {exception.Message}",
                $"Another program may use the keys '{options.KeyPrefix}:*': delete them, or set RedisTransportOptions.KeyPrefix."),
            RedisConnectionException when seesReplicasOnly => (
                $"{url.Description} has no primary now: what answers is a read-only replica.",
                $"Wait for the failover; or point {Setting} at the primary, or with ?serviceName= at Sentinels."),
            TimeoutException or TimeoutRejectedException => NoAnswer(connectionFailure),
            _ => NoConnection(exception, connectionFailure),
        };
        return new SubmissionTransportException(cause, mend, exception);
    }

    private (string Cause, string Mend) LeftAlone(SubmissionTransportException first) =>
        ($"{first.Cause} It failed so often just now that it is left alone for {Printable.Duration(options.BreakDuration)}.", first.Mend);

    private (string Cause, string Mend) Server(RedisServerException exception)
    {
        if (ServerSays.NoAccess(exception.Message)) return NoAccess();
        if (ServerSays.NoPermission(exception.Message))
        {
            return (
                $"{url.Description} does not permit this user what is needed.",
                "Give it the keys, the channels and the commands: "
                + $"ACL SETUSER name ~{options.KeyPrefix}:* &{options.KeyPrefix}:* +@all -@dangerous +info +cluster");
        }

        return ServerSays.Explanation(exception.Message) is { } known
            ? ($"{url.Description} {known.Cause}", known.Mend.Replace(ServerSays.Setting, Setting, StringComparison.Ordinal))
            : (
                $"{url.Description} refused a command: {exception.Message}",
                "LiveSubmissions needs Redis 6.2 or later, with scripts and pub/sub.");
    }

    /// <summary>The client reports a wrong password and a missing one alike.</summary>
    private (string Cause, string Mend) NoAccess() => url.HasPassword
        ? (
            $"{url.Description} does not accept the user or the password.",
            $"Correct them in {Setting}: redis://user:password@host:port/database, special characters percent-encoded.")
        : (
            $"{url.Description} wants a password.",
            $"Put it into {Setting}: redis://:password@host:port/database, special characters percent-encoded.");

    private (string Cause, string Mend) NoAnswer(Exception? connectionFailure) =>
        Chain(connectionFailure).Any(e => ServerSays.NoAccess(e.Message))
            ? NoAccess()
            : (
                $"{url.Description} did not answer within {Printable.Duration(options.AttemptTimeout)}.",
                $"Check that it runs and is not overloaded, and that nothing is in the way, such as a firewall that drops packets silently: redis-cli -u URL ping, with the URL of {Setting}.");

    private (string Cause, string Mend) NoConnection(Exception exception, Exception? connectionFailure)
    {
        var known = Chain(exception).Concat(Chain(connectionFailure)).ToList();
        if (known.Any(e => ServerSays.NoAccess(e.Message))) return NoAccess();
        return known.OfType<SocketException>().FirstOrDefault()?.SocketErrorCode switch
        {
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => (
                $"The host of {url.Description} is not known.",
                $"Correct its name in {Setting}, or look at the name service."),
            SocketError.ConnectionRefused => (
                $"{url.Description} refuses connections.",
                $"Start it, or correct host and port in {Setting}."),
            _ => (
                $"{url.Description} cannot be reached.",
                $"Check that it runs and is not overloaded, and host and port in {Setting}; if it wants TLS, the URL starts with rediss://; and look for a firewall that drops packets silently."),
        };
    }

    private static IEnumerable<Exception> Chain(Exception? exception)
    {
        for (var e = exception; e is not null; e = e.InnerException) yield return e;
    }
}
