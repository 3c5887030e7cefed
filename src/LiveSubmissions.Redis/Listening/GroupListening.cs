using System.Net;
using System.Threading.Channels;
using LiveSubmissions.Redis.Log;
using LiveSubmissions.Transport;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Listening;

/// <summary>
/// One listener of one group: takes notifications from the client's ordered queue and passes them to the listener, one call at a time.
/// </summary>
internal sealed partial class GroupListening(SubmissionGroup group, ITransportListener listener, TimeProvider time, ILogger logger)
{
    /// <summary>After so many notifications the listener gets its pass, even if more are waiting.</summary>
    private const int MaxBeforePass = 256;

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Notifications and connection events come from different threads. The listener gets one call at a time, and none after <see cref="End"/>.
    /// </summary>
    private readonly Lock _gate = new();
    private bool _ended;
    private bool _malformedIsLogged;
    private bool _queueFailureIsLogged;
    private bool _began;
    private SubscriptionSocket? _at;

    public SubmissionGroup Group => group;

    /// <summary>The server that last had the subscription; <see langword="null"/> before <see cref="BeginAt"/>.</summary>
    public EndPoint? LastServer { get; private set; }

    /// <summary>Sets where the channel was subscribed for the first time; <see langword="null"/> if that subscription is already lost.</summary>
    public void BeginAt(SubscriptionSocket? at)
    {
        lock (_gate)
        {
            _began = true;
            _at = at;
            LastServer = at?.Server;
        }
    }

    /// <returns>Whether the subscription is on another server or socket than before. Then notifications may be missing.</returns>
    public bool IsNowAt(SubscriptionSocket? at)
    {
        lock (_gate)
        {
            if (!_began || at == _at) return false;
            _at = at;
            LastServer = at?.Server ?? LastServer;
            return at is not null;
        }
    }

    /// <summary>Passes on all notifications, until the queue is closed.</summary>
    public async Task RunAsync(ChannelMessageQueue queue)
    {
        while (true)
        {
            var passDue = false;
            try
            {
                passDue = Hear(await queue.ReadAsync().ConfigureAwait(false));
                for (var i = 1; i < MaxBeforePass && queue.TryRead(out var pending); i++) passDue |= Hear(pending);
            }
            catch (ChannelClosedException)
            {
                // The subscription has ended.
                return;
            }
            catch (Exception e)
            {
                if (!_queueFailureIsLogged) LogListenerFailed(logger, e, group);
                _queueFailureIsLogged = true;

                // The next read may fail at once too.
                await Task.Delay(PauseAfterFailure, time).ConfigureAwait(false);
            }

            if (passDue) RunPass();
        }
    }

    public void Interrupted() => Tell(static listener => listener.OnInterrupted());

    public void Restored() => Tell(static listener => listener.OnRestored());

    /// <summary>After this returns, the listener is not called any more.</summary>
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
            notification = LogRecord.ParseNotification((ReadOnlyMemory<byte>)message.Message);
        }
        catch (FormatException e)
        {
            // Whatever it was, an entry may be missing now: the log is read on.
            if (!_malformedIsLogged) LogMalformed(logger, group, e.Message);
            _malformedIsLogged = true;
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
                // After an error in one call, the listener still gets the next one.
                LogListenerFailed(logger, e, group);
            }
        }
    }

    [LoggerMessage(
        5004,
        LogLevel.Warning,
        "A message on the channel of {Group} is not a notification: {Error} The log is read instead, now and each time it happens again; this line comes once.")]
    private static partial void LogMalformed(ILogger logger, SubmissionGroup group, string error);

    [LoggerMessage(5005, LogLevel.Error, "A listener of {Group} failed.")]
    private static partial void LogListenerFailed(ILogger logger, Exception exception, SubmissionGroup group);
}
