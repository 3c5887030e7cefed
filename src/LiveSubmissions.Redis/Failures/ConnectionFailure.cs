using System.Net.Sockets;
using System.Security.Authentication;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Failures;

/// <summary>Finds out why a connection failed: the reason is somewhere inside the client's exception.</summary>
internal static class ConnectionFailure
{
    /// <summary>An exception and all its inner exceptions.</summary>
    public static IEnumerable<Exception> All(Exception? exception) => exception switch
    {
        null => [],
        AggregateException several => several.InnerExceptions.SelectMany(All).Prepend(several),
        _ => All(exception.InnerException).Prepend(exception),
    };

    /// <summary>Whether it names a reason. "The client ended the attempt" is not a reason.</summary>
    public static bool SaysWhy(Exception exception) => All(exception).Any(static inner => inner switch
    {
        SocketException { SocketErrorCode: SocketError.OperationAborted } => false,
        SocketException or AuthenticationException or RedisServerException => true,
        _ => RedisErrorCodes.IsNoAccess(inner.Message) || IsNotRedis(inner),
    });

    /// <summary>Whether another kind of server answers.</summary>
    public static bool IsNotRedis(Exception exception) => exception.Message.StartsWith("RESP protocol failure", StringComparison.Ordinal);
}

/// <summary>There is no connection now.</summary>
/// <param name="Reason">Why a new attempt to connect failed; <see langword="null"/> if it succeeded.</param>
internal sealed record ConnectionLoss(Exception? Reason);
