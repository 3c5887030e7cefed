using System.Net;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Connection;

/// <summary>Where a channel is subscribed. A subscription that was lost and made again differs from the one before in the server or the socket.</summary>
/// <param name="Server">The server that has the subscription.</param>
/// <param name="Socket">The number of the socket that it has it on.</param>
internal readonly record struct SubscribedAt(EndPoint Server, long Socket)
{
    /// <summary>The number of each server's socket for subscriptions: the client counts the sockets that it has opened.</summary>
    /// <remarks>
    /// Read it before <see cref="For"/>. The client forgets a subscription's server when it loses the socket, and knows it again when the server has
    /// confirmed the subscription on the new one. So if a socket changes in between, the result names the old one, and the next look sees a change.
    /// </remarks>
    public static Dictionary<EndPoint, long> Sockets(IConnectionMultiplexer client)
    {
        Dictionary<EndPoint, long> sockets = [];
        foreach (var server in client.GetServers())
        {
            // With sharedSubscriptionConnection there is one socket for everything, and it counts as the interactive one.
            var counters = server.GetCounters();
            sockets[server.EndPoint] = counters.Subscription is { SocketCount: > 0 } own ? own.SocketCount : counters.Interactive.SocketCount;
        }

        return sockets;
    }

    /// <returns>Nothing, if no server has the channel.</returns>
    public static SubscribedAt? For(IConnectionMultiplexer client, RedisChannel channel, Dictionary<EndPoint, long> sockets) =>
        client.GetSubscriber().SubscribedEndpoint(channel) is { } server ? new SubscribedAt(server, sockets.GetValueOrDefault(server)) : null;
}
