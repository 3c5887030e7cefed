using System.Net;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Listening;

/// <summary>The server and the socket of a channel's subscription. A subscription that was lost and made again has another server or another socket.</summary>
/// <param name="Server">The server that has the subscription.</param>
/// <param name="Socket">The number of the socket on which the server has it.</param>
internal readonly record struct SubscriptionSocket(EndPoint Server, long Socket)
{
    /// <summary>For each server, the number of its socket for subscriptions: the client counts the sockets that it opens.</summary>
    /// <remarks>
    /// Call this before <see cref="For"/>. The client forgets a subscription's server when it loses the socket, and knows it again when the server has
    /// confirmed the subscription on the new socket. So if a socket changes in between, the result has the old number, and the next check sees a change.
    /// </remarks>
    public static Dictionary<EndPoint, long> Numbers(IConnectionMultiplexer client)
    {
        Dictionary<EndPoint, long> numbers = [];
        foreach (var server in client.GetServers())
        {
            // With sharedSubscriptionConnection there is only one socket, and the client counts it as the interactive one.
            var counters = server.GetCounters();
            numbers[server.EndPoint] = counters.Subscription is { SocketCount: > 0 } own ? own.SocketCount : counters.Interactive.SocketCount;
        }

        return numbers;
    }

    /// <returns><see langword="null"/> if no server has the channel.</returns>
    public static SubscriptionSocket? For(IConnectionMultiplexer client, RedisChannel channel, Dictionary<EndPoint, long> numbers) =>
        client.GetSubscriber().SubscribedEndpoint(channel) is { } server ? new SubscriptionSocket(server, numbers.GetValueOrDefault(server)) : null;
}
