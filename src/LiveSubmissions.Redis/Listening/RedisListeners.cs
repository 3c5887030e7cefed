using LiveSubmissions.Redis.Connection;
using LiveSubmissions.Redis.Resilience;
using LiveSubmissions.Transport;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Listening;

/// <summary>
/// The transport's listeners: each has a subscription of its group's channel, and hears of lost and restored connections.
/// </summary>
internal sealed class RedisListeners(RedisCalls calls, RedisKeys keys, ILogger logger)
{
    private static readonly Action<RedisChannel, RedisValue> Nobody = static (_, _) => { };

    /// <summary>
    /// The client keeps the flags of a channel's first subscription for all that follow. Without this one it moves the subscription to a replica as soon
    /// as the primary is lost, and leaves it there; a replica that does not follow the new primary yet hears nothing of it.
    /// </summary>
    private const CommandFlags AtPrimary = CommandFlags.DemandMaster;

    private readonly Lock _gate = new();
    private readonly HashSet<GroupListening> _listenings = [];

    public async ValueTask<IAsyncDisposable> ListenAsync(SubmissionGroup group, ITransportListener listener, CancellationToken cancellationToken)
    {
        var listening = new GroupListening(group, listener, TimeProvider.System, logger);

        // Known before it is subscribed: a connection that is lost right after subscribing is lost for this listener too.
        lock (_gate) _listenings.Add(listening);
        try
        {
            var (queue, at) = await calls.RunAsync(group, SubscribeAsync, cancellationToken).ConfigureAwait(false);
            listening.BeginAt(at);
            return new Subscription(this, listening, queue);
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
    /// Asks again for the subscriptions that the client knows itself to be without, and waits for the answers. The client asks for all of them when the
    /// connection for them is back; if the other is not back yet at that moment, it has no server to ask, and does not come back to it.
    /// </summary>
    public async Task<SubscriptionsState> Renew(IConnectionMultiplexer client, CancellationToken cancellationToken)
    {
        var state = new SubscriptionsState();
        var groups = All().GroupBy(static listening => listening.Group).ToArray();
        var lost = await Task.WhenAll(groups.Select(group => IsLostAsync(client, group.Key, cancellationToken))).ConfigureAwait(false);
        var sockets = SubscribedAt.Sockets(client);
        foreach (var (group, isLost) in groups.Zip(lost))
        {
            var at = SubscribedAt.For(client, ChannelOf(client, group.Key), sockets);
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

    /// <summary>Nobody is told anything more.</summary>
    public void EndAll()
    {
        foreach (var listening in All()) Remove(listening);
    }

    /// <returns>Whether no server has the channel, and the one that should have it cannot be asked yet.</returns>
    private async Task<bool> IsLostAsync(IConnectionMultiplexer client, SubmissionGroup group, CancellationToken cancellationToken)
    {
        // Not IsConnected: of a channel that no server has, it tells whether one could.
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
            // Otherwise a server refuses it, and is asked again later.
            return e is RedisConnectionException or TimeoutException or OperationCanceledException
                || (e is RedisServerException && ServerErrors.IsTransient(e.Message));
        }
        finally
        {
            await subscriber.UnsubscribeAsync(channel, Nobody, CommandFlags.FireAndForget).ConfigureAwait(false);
        }
    }

    private async Task<(ChannelMessageQueue Queue, SubscribedAt? At)> SubscribeAsync(ConnectionMultiplexer client, SubmissionGroup group, CancellationToken cancellationToken)
    {
        var subscriber = client.GetSubscriber();
        var channel = ChannelOf(client, group);
        try
        {
            // An ordered queue whose subscribing failed stays with the client, unread, and fills. So the server is asked with a handler
            // that can be taken back, and the queue is added once the server has agreed, which asks it nothing.
            await subscriber.SubscribeAsync(channel, Nobody, AtPrimary).WaitAsync(cancellationToken).ConfigureAwait(false);
            var sockets = SubscribedAt.Sockets(client);
            var at = SubscribedAt.For(client, channel, sockets);
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

    private sealed class Subscription : IAsyncDisposable
    {
        private readonly RedisListeners _listeners;
        private readonly GroupListening _listening;
        private readonly ChannelMessageQueue _queue;

        public Subscription(RedisListeners listeners, GroupListening listening, ChannelMessageQueue queue)
        {
            _listeners = listeners;
            _listening = listening;
            _queue = queue;

            // It ends when the queue is closed, here or with the connection.
            _ = listening.RunAsync(queue);
        }

        public async ValueTask DisposeAsync()
        {
            _listeners.Remove(_listening);

            // The queue is closed at once; that the server hears of it is not worth waiting for, it costs a message that nobody reads.
            await _queue.UnsubscribeAsync(CommandFlags.FireAndForget).ConfigureAwait(false);
        }
    }
}
