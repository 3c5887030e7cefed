using System.Security.Cryptography;
using LiveSubmissions.Log;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Feed;

/// <summary>
/// Proves delivery: appends an entry and waits for its notification, the same way as an update. A ping would prove less: it needs no notification.
/// </summary>
internal sealed class RoundTripProbe(ISubmissionTransport transport, TimeProvider time)
{
    private const int IdLength = 16;
    private const string NotificationsDoNot =
        "Commands pass and notifications do not: look for a proxy or firewall between, and for an ACL that lacks the channels (PUBLISH, SUBSCRIBE; ACL SETUSER name &*). Then restart the process.";

    private readonly string _node = RandomNumberGenerator.GetHexString(IdLength, lowercase: true);
    private long _counter;

    /// <summary>Runs one probe.</summary>
    /// <returns>How long it took from the append to the notification.</returns>
    /// <exception cref="SubmissionTransportException">A hop failed. The exception says which one, and how to fix it.</exception>
    public async Task<TimeSpan> RunAsync(TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(deadline, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var hop = "subscribe";
        try
        {
            var state = NewState();
            var listener = new ProbeListener(state.Operation);
            var listening = await transport.ListenAsync(ReservedGroups.Probes, listener, limit.Token).ConfigureAwait(false);
            try
            {
                hop = "append";
                var started = time.GetTimestamp();
                await transport.AppendAsync(ReservedGroups.Probes, state, started, origin: null, limit.Token).ConfigureAwait(false);
                hop = "notify";
                await listener.Heard.WaitAsync(limit.Token).ConfigureAwait(false);
                return time.GetElapsedTime(started);
            }
            finally
            {
                await EndAsync(listening, deadline).ConfigureAwait(false);
            }
        }
        catch (SubmissionTransportException failure) when (hop == "subscribe")
        {
            throw await RefusedAsync(failure, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested)
        {
            throw TimedOut(hop, deadline, exception);
        }
    }

    /// <summary>Ends the listening. It does not matter if that fails or takes too long: by then the probe knows whether notifications come.</summary>
    private async ValueTask EndAsync(IAsyncDisposable listening, TimeSpan deadline)
    {
        try
        {
            await listening.DisposeAsync().AsTask().WaitAsync(deadline, time).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The next probe starts a listening of its own.
        }
    }

    /// <summary>
    /// Makes the exception for a failed subscription. First checks whether commands pass: if they do, the exception says that only subscriptions fail.
    /// </summary>
    private async Task<SubmissionTransportException> RefusedAsync(SubmissionTransportException failure, CancellationToken cancellationToken)
    {
        try
        {
            await transport.ReadEndsAsync([ReservedGroups.Probes], cancellationToken).ConfigureAwait(false);
            return new SubmissionTransportException($"{transport.Description} answers commands and takes no subscription: {failure.Cause}", NotificationsDoNot, failure);
        }
        catch (Exception exception) when (exception is SubmissionTransportException or OperationCanceledException)
        {
            return failure;
        }
    }

    private SubmissionTransportException TimedOut(string hop, TimeSpan deadline, Exception inner) => hop switch
    {
        "notify" => new SubmissionTransportException(
            $"A probe was stored by {transport.Description}, but its notification did not come within {Printable.Duration(deadline)}.",
            NotificationsDoNot,
            inner),
        "append" => new SubmissionTransportException(
            $"{transport.Description} did not store a probe within {Printable.Duration(deadline)}.", "Check that it runs, can be written to and can be reached.", inner),
        _ => new SubmissionTransportException(
            $"{transport.Description} did not take a subscription within {Printable.Duration(deadline)}.", "Check that it runs and can be reached.", inner),
    };

    private SubmissionEntry NewState() => ReservedEntry.Write(
        ReservedGroups.Probes, _node, "probe", null, new OperationId(_node, Interlocked.Increment(ref _counter)), time.GetUtcNow());

    private sealed class ProbeListener(OperationId operation) : ITransportListener
    {
        private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Heard => _heard.Task;

        public bool OnAppended(TransportNotification notification)
        {
            if (notification.Entry.State.Operation == operation) _heard.TrySetResult();
            return false;
        }

        public void OnMissed()
        {
        }

        public void OnInterrupted()
        {
        }

        public void OnRestored()
        {
        }
    }
}
