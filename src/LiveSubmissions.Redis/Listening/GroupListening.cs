using System.Net;
using System.Threading.Channels;
using LiveSubmissions.Redis.Connection;
using LiveSubmissions.Redis.Log;
using LiveSubmissions.Transport;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Listening;

/// <summary>
/// One listener of one group: takes notifications off the client's ordered queue and tells the listener, one call at a time.
/// </summary>
internal sealed partial class GroupListening(SubmissionGroup group, ITransportListener listener, TimeProvider time, ILogger logger)
{
    /// <summary>What comes without end must not keep the listener from its pass.</summary>
    private const int MostBeforePass = 256;

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>
    /// One call at a time, and none after <see cref="End"/>: notifications and connection events come from different threads.
    /// </summary>
    private readonly Lock _gate = new();
    private bool _ended;
    private bool _complained;
    private bool _complainedOfQueue;
    private bool _began;
    private SubscribedAt? _at;

    public SubmissionGroup Group => group;

    /// <summary>The server that last had the subscription. Nothing before <see cref="BeginAt"/>.</summary>
    public EndPoint? LastServer { get; private set; }

    /// <summary>The channel is subscribed for the first time; if it was lost since, nowhere. Whoever listens has not read the log yet.</summary>
    public void BeginAt(SubscribedAt? at)
    {
        lock (_gate)
        {
            _began = true;
            _at = at;
            LastServer = at?.Server;
        }
    }

    /// <returns>Whether it is on another server or socket than before: notifications may be missing.</returns>
    public bool IsNowAt(SubscribedAt? at)
    {
        lock (_gate)
        {
            if (!_began || at == _at) return false;
            _at = at;
            LastServer = at?.Server ?? LastServer;
            return at is not null;
        }
    }

    /// <summary>Tells everything that comes, until the queue is closed.</summary>
    public async Task RunAsync(ChannelMessageQueue queue)
    {
        while (true)
        {
            var passDue = false;
            try
            {
                passDue = Hear(await queue.ReadAsync().ConfigureAwait(false));
                for (var i = 1; i < MostBeforePass && queue.TryRead(out var pending); i++) passDue |= Hear(pending);
            }
            catch (ChannelClosedException)
            {
                // The subscription was given up.
                return;
            }
            catch (Exception e)
            {
                if (!_complainedOfQueue) LogListenerFailed(logger, e, group);
                _complainedOfQueue = true;

                // It may fail again at once.
                await Task.Delay(PauseAfterFailure, time).ConfigureAwait(false);
            }

            if (passDue) RunPass();
        }
    }

    public void Interrupted() => Tell(static listener => listener.OnInterrupted());

    public void Restored() => Tell(static listener => listener.OnRestored());

    /// <summary>Once this returns, the listener is told nothing more.</summary>
    public void End()
    {
        lock (_gate) _ended = true;
    }

    /// <returns>Whether the listener noted it and is to be lent this thread.</returns>
    private bool Hear(ChannelMessage message)
    {
        TransportNotification notification;
        try
        {
            notification = Notification.Parse((ReadOnlyMemory<byte>)message.Message);
        }
        catch (FormatException e)
        {
            // Whatever it was, an entry may be missing now: the log is read on.
            if (!_complained) LogMalformed(logger, group, e.Message);
            _complained = true;
            Tell(static listener => listener.OnMissed());
            return false;
        }

        lock (_gate)
        {
            try
            {
                return !_ended && listener.OnAppended(notification);
            }
            catch (Exception e)
            {
                // As in Tell. What it noted before still needs its pass, so the failure must not end the batch.
                LogListenerFailed(logger, e, group);
                return false;
            }
        }
    }

    private void RunPass()
    {
        try
        {
            listener.RunPass();
        }
        catch (Exception e)
        {
            LogListenerFailed(logger, e, group);
        }
    }

    private void Tell(Action<ITransportListener> call)
    {
        lock (_gate)
        {
            if (_ended) return;
            try
            {
                call(listener);
            }
            catch (Exception e)
            {
                // A listener's mistake must not make it, or the others, deaf.
                LogListenerFailed(logger, e, group);
            }
        }
    }

    [LoggerMessage(
        5004,
        LogLevel.Warning,
        "Something foreign was published for {Group}: {Error} The log is read instead, now and whenever it happens again.")]
    private static partial void LogMalformed(ILogger logger, SubmissionGroup group, string error);

    [LoggerMessage(5005, LogLevel.Error, "A listener of {Group} failed.")]
    private static partial void LogListenerFailed(ILogger logger, Exception exception, SubmissionGroup group);
}
