using System.Net.Sockets;
using System.Security.Authentication;
using LiveSubmissions.Redis.Resilience;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Connection;

/// <summary>What the client's exceptions say of a connection that was not made: the reason is somewhere inside.</summary>
internal static class ConnectionFailure
{
    /// <summary>An exception, and all that are inside it.</summary>
    public static IEnumerable<Exception> All(Exception? exception) => exception switch
    {
        null => [],
        AggregateException several => several.InnerExceptions.SelectMany(All).Prepend(several),
        _ => All(exception.InnerException).Prepend(exception),
    };

    /// <summary>Whether it names a reason. That the client gave an attempt up is none.</summary>
    public static bool SaysWhy(Exception exception) => All(exception).Any(static inner => inner switch
    {
        SocketException { SocketErrorCode: SocketError.OperationAborted } => false,
        SocketException or AuthenticationException or RedisServerException => true,
        _ => ServerErrors.NoAccess(inner.Message) || IsNotRedis(inner),
    });

    /// <summary>Whether what answers is another kind of server.</summary>
    public static bool IsNotRedis(Exception exception) => exception.Message.StartsWith("RESP protocol failure", StringComparison.Ordinal);
}
