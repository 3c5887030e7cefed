using System.Net.Sockets;
using System.Security.Authentication;
using LiveSubmissions.Redis.Connection;
using Polly.CircuitBreaker;
using Polly.Timeout;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Resilience;

/// <summary>Says in plain words what is wrong with Redis and how to fix it.</summary>
internal sealed class RedisFailure(RedisUrl url, RedisTransportOptions options)
{
    /// <summary>Where the application has the URL.</summary>
    private string Setting => options.UrlSetting;

    /// <summary>Whether it is a failure of Redis or of the way to it, and not a mistake in this library or its caller.</summary>
    public static bool IsOne(Exception exception) => MayBeDisconnection(exception) || exception is RedisException or RedisCommandException
        or LateAppendException or TooFewReplicasException or FormatException;

    /// <summary>Whether it can come of having no connection: a call may just know that it was not made, or not answered.</summary>
    public static bool MayBeDisconnection(Exception exception) =>
        exception is RedisConnectionException or TimeoutException or TimeoutRejectedException or BrokenCircuitException or SocketException;

    /// <param name="exception">Why the call failed.</param>
    /// <param name="disconnection">Why there is no connection, if there is none.</param>
    /// <param name="seesReplicasOnly">Whether all servers that answer are replicas: the client then does not even try.</param>
    public SubmissionTransportException Explain(Exception exception, Disconnection? disconnection, bool seesReplicasOnly)
    {
        var (cause, fix) = exception switch
        {
            // Of many calls at once all may find the breaker open, and nobody else says what opened it.
            BrokenCircuitException { InnerException: { } first } => LeftAlone(Explain(first, disconnection, seesReplicasOnly)),
            RedisServerException server => Server(server),
            RedisCommandException command => Command(command),
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
                $"{url.Description} returned something that this library did not write: {Cite(exception)}",
                $"Another program may use the keys '{options.KeyPrefix}:*': delete them, or set RedisTransportOptions.KeyPrefix."),
            RedisConnectionException when seesReplicasOnly => (
                $"{url.Description} has no primary now: what answers is a read-only replica.",
                $"Wait for the failover; or point {Setting} at the primary, or with ?serviceName= at Sentinels."),
            _ when disconnection is { Why: null } => ($"The connection to {url.Description} is lost, and is being made again.", "It is tried again by itself."),
            _ when disconnection is { Why: { } why } => NoConnection(why),
            TimeoutException or TimeoutRejectedException => (
                $"{url.Description} did not answer within {Printable.Duration(options.AttemptTimeout)}.",
                $"Check that it runs and is not overloaded, and that nothing is in the way, such as a firewall that drops packets silently: redis-cli -u URL ping, with the URL of {Setting}."),
            _ => NoConnection(exception),
        };
        return new SubmissionTransportException(cause, fix, exception);
    }

    private (string Cause, string Fix) LeftAlone(SubmissionTransportException first) =>
        ($"{first.Cause} It failed so often just now that it is left alone for {Printable.Duration(options.BreakDuration)}.", first.Fix);

    private (string Cause, string Fix) Server(RedisServerException exception)
    {
        if (ServerErrors.NoAccess(exception.Message)) return NoAccess();
        if (ServerErrors.NoPermission(exception.Message))
        {
            return (
                $"{url.Description} does not permit this user what is needed: {Cite(exception)}",
                "Give it the keys, the channels and the commands: "
                + $"ACL SETUSER name ~{options.KeyPrefix}:* &{options.KeyPrefix}:* +@all -@dangerous +info +cluster");
        }

        return ServerErrors.Explanation(exception.Message) is { } known
            ? ($"{url.Description} {known.Cause}", known.Fix.Replace(ServerErrors.Setting, Setting, StringComparison.Ordinal))
            : (
                $"{url.Description} refused a command: {Cite(exception)}",
                "LiveSubmissions needs Redis 6.2 or later, with scripts and pub/sub.");
    }

    /// <summary>What the client does not even send: it knows how many databases the server has, and which commands a proxy passes.</summary>
    private (string Cause, string Fix) Command(RedisCommandException exception) => exception.Message.Contains("database", StringComparison.OrdinalIgnoreCase)
        ? (
            $"{url.Description}: there is no such database on this server.",
            $"Correct its number in {Setting}: servers have 0 to 15, unless their configuration says otherwise (databases), and clusters only 0.")
        : (
            $"The client does not send a command to {url.Description}: {Cite(exception)}",
            "Connect to Redis itself, without a proxy, and leave ConfigurationOptions.CommandMap as it is.");

    /// <summary>The client reports a wrong password and a missing one alike.</summary>
    private (string Cause, string Fix) NoAccess() => url.HasPassword
        ? (
            $"{url.Description} does not accept the user or the password.",
            $"Correct them in {Setting}: redis://user:password@host:port/database, special characters percent-encoded.")
        : (
            $"{url.Description} wants a password.",
            $"Put it into {Setting}: redis://:password@host:port/database, special characters percent-encoded.");

    private (string Cause, string Fix) NoConnection(Exception exception)
    {
        var all = ConnectionFailure.All(exception).ToList();
        if (all.Exists(static e => ServerErrors.NoAccess(e.Message))) return NoAccess();
        if (all.OfType<RedisServerException>().FirstOrDefault() is { } said) return Server(said);
        if (all.OfType<AuthenticationException>().FirstOrDefault() is { } tls)
        {
            return (
                $"The TLS connection to {url.Description} is not trusted, or not agreed on: {tls.Message}",
                "Have this machine trust the authority that signed the server's certificate, and name the host as the certificate does (or say ?sslHost=name); "
                + "what the URL cannot say, RedisTransportOptions.ConfigureClient can.");
        }

        if (all.Exists(ConnectionFailure.IsNotRedis)) return ($"What answers for {url.Description} is not Redis.", $"Correct host and port in {Setting}.");
        return all.OfType<SocketException>().FirstOrDefault(ConnectionFailure.SaysWhy)?.SocketErrorCode switch
        {
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => (
                $"The host of {url.Description} is not known.",
                $"Correct its name in {Setting}, or look at the name service."),
            SocketError.ConnectionRefused => (
                $"{url.Description} refuses connections.",
                $"Start it, or correct host and port in {Setting}."),
            SocketError.ConnectionReset => (
                $"{url.Description} breaks connections off.",
                $"If it wants TLS, {Setting} starts with rediss://; else look at its log, and at what stands in between."),
            _ => (
                $"{url.Description} cannot be reached.",
                $"Check that it runs and is not overloaded, and host and port in {Setting}; {TlsHint}; and look for a firewall that drops packets silently."),
        };
    }

    private string TlsHint => url.IsTls ? "if it does not speak TLS, the URL starts with redis://" : "if it wants TLS, the URL starts with rediss://";

    /// <summary>What somebody else's words say, without what we sent: some servers repeat it.</summary>
    private string Cite(Exception exception) => url.WithoutSecrets(exception.Message);
}
