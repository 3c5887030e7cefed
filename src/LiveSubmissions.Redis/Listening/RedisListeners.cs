using LiveSubmissions.Redis.Connection;
using LiveSubmissions.Redis.Failures;
using LiveSubmissions.Redis.Resilience;
using LiveSubmissions.Redis.Scripts;
using LiveSubmissions.Transport;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Listening;

/// <summary>
/// The transport's listeners. Each has a subscription to its group's channel, and is told of lost and restored connections.
/// </summary>
internal sealed class RedisListeners(RedisCalls calls, RedisKeys keys, ILogger logger)
{
    private static readonly Action<RedisChannel, RedisValue> Nobody = static (_, _) => { };

    /// <summary>
    /// The flags of a channel's first subscription hold for all later ones. Without this flag, the client moves the subscription to a replica when the primary
    /// is lost, and leaves it there. A replica that does not follow the new primary yet gets no notifications.
    /// </summary>
    private const CommandFlags AtPrimary = CommandFlags.DemandMaster;

    private readonly Lock _gate = new();
    private readonly HashSet<GroupListening> _listenings = [];

    public async ValueTask<IAsyncDisposable> ListenAsync(SubmissionGroup group, ITransportListener listener, CancellationToken cancellationToken)
    {
        var listening = new GroupListening(group, listener, TimeProvider.System, logger);

        // Added before it subscribes: if the connection is lost right after that, this listener is told.
        lock (_gate) _listenings.Add(listening);
        try
        {
            var (queue, at) = await calls.RunAsync(group, SubscribeAsync, cancellationToken).ConfigureAwait(false);
            listening.BeginAt(at);
            return new ChannelSubscription(this, listening, queue);
        }
        catch
        {
            Remove(listening);
            throw;
        }
    }

    public void Interrupted()
    {
        foreach (var listening in All()) listening.Interrupted();
    }

    /// <summary>
    /// Asks again for the missing subscriptions, and waits for the answers. The client itself asks once, when its connection for subscriptions is back. If its
    /// other connection is not back at that moment, the client finds no server to ask, and does not ask again.
    /// </summary>
    public async Task<SubscriptionsState> Renew(IConnectionMultiplexer client, CancellationToken cancellationToken)
    {
        var state = new SubscriptionsState();
        var groups = All().GroupBy(static listening => listening.Group).ToArray();
        var lost = await Task.WhenAll(groups.Select(group => IsLostAsync(client, group.Key, cancellationToken))).ConfigureAwait(false);
        var sockets = SubscriptionSocket.Numbers(client);
        foreach (var (group, isLost) in groups.Zip(lost))
        {
            var at = SubscriptionSocket.For(client, ChannelOf(client, group.Key), sockets);
            state.Any = true;
            state.Missing |= at is null;
            foreach (var listening in group)
            {
                if (at is null && isLost && listening.LastServer is { } last) state.Lost.Add(last);
                if (listening.IsNowAt(at)) state.Moved.Add(at!.Value.Server);
            }
        }

        return state;
    }

    public void Restored()
    {
        foreach (var listening in All()) listening.Restored();
    }

    /// <summary>Ends all listeners: none is told anything more.</summary>
    public void EndAll()
    {
        foreach (var listening in All()) Remove(listening);
    }

    /// <returns>Whether no server has the channel, and the server that should have it cannot be asked yet.</returns>
    private async Task<bool> IsLostAsync(IConnectionMultiplexer client, SubmissionGroup group, CancellationToken cancellationToken)
    {
        // Not IsConnected: for a channel that no server has, it says whether a server could have it.
        var subscriber = client.GetSubscriber();
        var channel = ChannelOf(client, group);
        if (subscriber.SubscribedEndpoint(channel) is not null) return false;
        try
        {
            await subscriber.SubscribeAsync(channel, Nobody, AtPrimary).WaitAsync(cancellationToken).ConfigureAwait(false);
            return false;
        }
        catch (Exception e)
        {
            // In all other cases a server has refused; it is asked again later.
            return e is RedisConnectionException or TimeoutException or OperationCanceledException
                || (e is RedisServerException && RedisErrorCodes.IsTransient(e.Message));
        }
        finally
        {
            await subscriber.UnsubscribeAsync(channel, Nobody, CommandFlags.FireAndForget).ConfigureAwait(false);
        }
    }

    private async Task<(ChannelMessageQueue Queue, SubscriptionSocket? At)> SubscribeAsync(ConnectionMultiplexer client, SubmissionGroup group, CancellationToken cancellationToken)
    {
        var subscriber = client.GetSubscriber();
        var channel = ChannelOf(client, group);
        try
        {
            // If subscribing an ordered queue fails, the client keeps the queue, and it fills up unread. So the subscription is made with a handler that can be
            // removed, and the queue is added once the server has confirmed; that sends nothing to the server.
            await subscriber.SubscribeAsync(channel, Nobody, AtPrimary).WaitAsync(cancellationToken).ConfigureAwait(false);
            var sockets = SubscriptionSocket.Numbers(client);
            var at = SubscriptionSocket.For(client, channel, sockets);
            return (await subscriber.SubscribeAsync(channel, AtPrimary | CommandFlags.FireAndForget).ConfigureAwait(false), at);
        }
        finally
        {
            await subscriber.UnsubscribeAsync(channel, Nobody, CommandFlags.FireAndForget).ConfigureAwait(false);
        }
    }

    private RedisChannel ChannelOf(IConnectionMultiplexer client, SubmissionGroup group) =>
        RedisConnection.IsSharded(client) ? RedisChannel.Sharded(keys.Channel(group)) : RedisChannel.Literal(keys.Channel(group));

    private GroupListening[] All()
    {
        lock (_gate) return [.. _listenings];
    }

    private void Remove(GroupListening listening)
    {
        listening.End();
        lock (_gate) _listenings.Remove(listening);
    }

    private sealed class ChannelSubscription : IAsyncDisposable
    {
        private readonly RedisListeners _listeners;
        private readonly GroupListening _listening;
        private readonly ChannelMessageQueue _queue;

        public ChannelSubscription(RedisListeners listeners, GroupListening listening, ChannelMessageQueue queue)
        {
            _listeners = listeners;
            _listening = listening;
            _queue = queue;

            // This ends when the queue is closed, here or together with the connection.
            _ = listening.RunAsync(queue);
        }

        public async ValueTask DisposeAsync()
        {
            _listeners.Remove(_listening);

            // The queue is closed at once. The server's reply is not awaited: at worst it sends some notifications that nobody reads.
            await _queue.UnsubscribeAsync(CommandFlags.FireAndForget).ConfigureAwait(false);
        }
    }
}
