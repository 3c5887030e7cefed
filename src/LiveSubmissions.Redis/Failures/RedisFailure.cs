using System.Net.Sockets;
using System.Security.Authentication;
using Polly.CircuitBreaker;
using Polly.Timeout;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Failures;

/// <summary>Says in plain words what is wrong with Redis and how to fix it.</summary>
internal sealed class RedisFailure(RedisUrl url, RedisTransportOptions options)
{
    /// <summary>Where the application has the URL.</summary>
    private string Setting => options.UrlSetting;

    /// <summary>Whether Redis or the network failed, and not this library or its caller.</summary>
    public static bool IsOne(Exception exception) => MayBeConnectionLoss(exception) || exception is RedisException or RedisCommandException
        or AppendDeadlinePassedException or TooFewReplicasException or FormatException;

    /// <summary>Whether a missing connection can be the reason. The exception itself may only say that there was no answer.</summary>
    public static bool MayBeConnectionLoss(Exception exception) =>
        exception is RedisConnectionException or TimeoutException or TimeoutRejectedException or BrokenCircuitException or SocketException;

    /// <param name="exception">Why the call failed.</param>
    /// <param name="loss">Why there is no connection; <see langword="null"/> if there is one.</param>
    /// <param name="seesReplicasOnly">Whether all servers that answer are replicas. Then the client does not send a command at all.</param>
    public SubmissionTransportException Explain(Exception exception, ConnectionLoss? loss, bool seesReplicasOnly)
    {
        var (cause, fix) = exception switch
        {
            // The inner exception is the failure that opened the breaker. This call may be the only one that can report it.
            BrokenCircuitException { InnerException: { } first } => Paused(Explain(first, loss, seesReplicasOnly)),
            RedisServerException server => Server(server),
            RedisCommandException command => Command(command),
            BrokenCircuitException => (
                $"{url.Description} failed too often just now, so no call is made for {Printable.Duration(options.BreakDuration)}.",
                "No action is needed: it is tried again."),
            AppendDeadlinePassedException => (
                $"{url.Description} is so slow that updates reach it after their deadline.",
                "Look for slow commands (SLOWLOG GET), swapping and CPU load on its machine; or raise BroadcasterOptions.AppendDeadline."),
            TooFewReplicasException replicas => (
                $"{url.Description} has the update, but {replicas.Acknowledged} of {options.ReplicaAcknowledgements} replicas acknowledged it within "
                + $"{Printable.Duration(options.ReplicaTimeout)}.",
                "Look at the replicas (INFO replication); or lower RedisTransportOptions.ReplicaAcknowledgements."),
            FormatException => (
                $"{url.Description} returned data that this library did not write: {Cite(exception)}",
                $"Another program may use the keys '{options.KeyPrefix}:*': delete them, or set RedisTransportOptions.KeyPrefix."),
            RedisConnectionException when seesReplicasOnly => (
                $"{url.Description} has no primary now: only read-only replicas answer.",
                $"Wait for the failover; or set {Setting} to the primary, or to Sentinels with ?serviceName=."),
            _ when loss is { Reason: null } => ($"The connection to {url.Description} is lost. The client is connecting again.", "No action is needed: it is tried again."),
            _ when loss is { Reason: { } reason } => NoConnection(reason),
            TimeoutException or TimeoutRejectedException => (
                $"{url.Description} did not answer within {Printable.Duration(options.AttemptTimeout)}.",
                $"Check that it runs, that it is not overloaded, and that no firewall drops packets without an answer: redis-cli -u URL ping, with the URL of {Setting}."),
            _ => NoConnection(exception),
        };
        return new SubmissionTransportException(cause, fix, exception);
    }

    private (string Cause, string Fix) Paused(SubmissionTransportException first) =>
        ($"{first.Cause} It failed so often just now that no call is made for {Printable.Duration(options.BreakDuration)}.", first.Fix);

    private (string Cause, string Fix) Server(RedisServerException exception)
    {
        if (RedisErrorCodes.IsNoAccess(exception.Message)) return NoAccess();
        if (RedisErrorCodes.IsNoPermission(exception.Message))
        {
            return (
                $"{url.Description} does not permit this user a command, key or channel that LiveSubmissions needs: {Cite(exception)}",
                "Give the user the keys, the channels and the commands: "
                + $"ACL SETUSER name ~{options.KeyPrefix}:* &{options.KeyPrefix}:* +@all -@dangerous +info +cluster");
        }

        return RedisErrorCodes.Explanation(exception.Message) is { } known
            ? ($"{url.Description} {known.Cause}", known.Fix.Replace(RedisErrorCodes.Setting, Setting, StringComparison.Ordinal))
            : (
                $"{url.Description} refused a command: {Cite(exception)}",
                "LiveSubmissions needs Redis 6.2 or later, with scripts and pub/sub.");
    }

    /// <summary>A command that the client does not send: it knows how many databases the server has, and which commands a proxy passes on.</summary>
    private (string Cause, string Fix) Command(RedisCommandException exception) => exception.Message.Contains("database", StringComparison.OrdinalIgnoreCase)
        ? (
            $"{url.Description}: there is no such database on this server.",
            $"Correct its number in {Setting}: servers have 0 to 15, unless their configuration says otherwise (databases); clusters have only 0.")
        : (
            $"The client does not send a command to {url.Description}: {Cite(exception)}",
            "Connect to Redis itself, without a proxy, and leave ConfigurationOptions.CommandMap as it is.");

    /// <summary>The client reports a wrong password and a missing password in the same way.</summary>
    private (string Cause, string Fix) NoAccess() => url.HasPassword
        ? (
            $"{url.Description} does not accept the user or the password.",
            $"Correct them in {Setting}: redis://user:password@host:port/database, special characters percent-encoded.")
        : (
            $"{url.Description} requires a password.",
            $"Put it into {Setting}: redis://:password@host:port/database, special characters percent-encoded.");

    private (string Cause, string Fix) NoConnection(Exception exception)
    {
        var all = ConnectionFailure.All(exception).ToList();
        if (all.Exists(static e => RedisErrorCodes.IsNoAccess(e.Message))) return NoAccess();
        if (all.OfType<RedisServerException>().FirstOrDefault() is { } server) return Server(server);
        if (all.OfType<AuthenticationException>().FirstOrDefault() is { } tls)
        {
            return (
                $"The TLS handshake with {url.Description} failed: {tls.Message}",
                "Let this machine trust the authority that signed the server's certificate, and use the host name of the certificate (or add ?sslHost=name). "
                + "For settings that a URL cannot hold, use RedisTransportOptions.ConfigureClient.");
        }

        if (all.Exists(ConnectionFailure.IsNotRedis)) return ($"The server that answers for {url.Description} is not Redis.", $"Correct host and port in {Setting}.");
        return all.OfType<SocketException>().FirstOrDefault(ConnectionFailure.SaysWhy)?.SocketErrorCode switch
        {
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => (
                $"The host of {url.Description} is not known.",
                $"Correct its name in {Setting}, or check the name service (DNS)."),
            SocketError.ConnectionRefused => (
                $"{url.Description} refuses connections.",
                $"Start it, or correct host and port in {Setting}."),
            SocketError.ConnectionReset => (
                $"{url.Description} closes connections at once.",
                $"If it requires TLS, {Setting} starts with rediss://. If not, read its log, and the log of any proxy in between."),
            _ => (
                $"{url.Description} cannot be reached.",
                $"Check that it runs and is not overloaded, and host and port in {Setting}; {TlsHint}; and look for a firewall that drops packets without an answer."),
        };
    }

    private string TlsHint => url.IsTls ? "if it does not use TLS, the URL starts with redis://" : "if it requires TLS, the URL starts with rediss://";

    /// <summary>The message of a server or of the client, without the password: some servers repeat what they were sent.</summary>
    private string Cite(Exception exception) => url.WithoutSecrets(exception.Message);
}

/// <summary>An append reached the log after its not-after, so the log ignored it. It is tried again at once, with a new not-after.</summary>
internal sealed class AppendDeadlinePassedException() : Exception("The append reached the log after its not-after.");

/// <summary>The log has the update, but too few replicas confirmed in time that they have it too.</summary>
internal sealed class TooFewReplicasException(long acknowledged) : Exception("Too few replicas acknowledged.")
{
    public long Acknowledged { get; } = acknowledged;
}
