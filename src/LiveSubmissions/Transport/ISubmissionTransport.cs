using LiveSubmissions.Log;

namespace LiveSubmissions.Transport;

/// <summary>
/// Holds the groups' compacted logs and moves their entries between nodes. It never sees a subscriber.
/// </summary>
/// <remarks>
/// To write a transport for another engine, implement this interface and pass the test suite in <c>LiveSubmissions.Contracts</c>. Every call but
/// <see cref="IsConfigured"/> may throw a <see cref="SubmissionTransportException"/>, which says what is wrong and how to fix it. An engine may execute an
/// append after its call has ended, for instance with a timeout. It must refuse an append that it executes later than
/// <see cref="BroadcasterOptions.AppendDeadline"/> after it was sent.
/// </remarks>
public interface ISubmissionTransport
{
    /// <summary>A short name for sentences, for instance <c>Redis</c>. Default: <c>the transport</c>.</summary>
    string Name => "the transport";

    /// <summary>A longer name for logs and health checks, without secrets. For instance <c>Redis at redis:6379, database 2</c>.</summary>
    string Description { get; }

    /// <summary>
    /// False if the transport's address is blank. Every call then throws a <see cref="SubmissionTransportException"/> whose fix names the setting.
    /// </summary>
    bool IsConfigured { get; }

    /// <summary>Raised when a lost connection is back. The log may have lost its last entries in the meantime.</summary>
    event Action? Restored;

    /// <summary>
    /// Offers a state to a group's log. In one atomic step the log decides by the order rules, stores the state if it accepts it, and notifies every listener.
    /// </summary>
    /// <param name="group">The group.</param>
    /// <param name="entry">The state.</param>
    /// <param name="broadcastAt">
    /// When the application gave the state to the broadcaster: a timestamp of the <see cref="TimeProvider"/> in the service collection. The transport turns it
    /// into an age, and the log subtracts the age from its own clock. So the clocks of two machines are never compared.
    /// </param>
    /// <param name="origin">
    /// The origin of the only log that may accept the state, as an earlier <see cref="AppendResult.Origin"/> said. Any other log refuses the state with
    /// <see cref="RefusalReason.OtherLog"/>. <see langword="null"/>: any log may accept it.
    /// </param>
    /// <param name="cancellationToken">Ends the call. It is then not known whether the log accepted the state.</param>
    /// <returns>Where the log holds the state, or why the log refused it. The same broadcast, sent again, gets the result that it got the first time.</returns>
    ValueTask<AppendResult> AppendAsync(SubmissionGroup group, SubmissionEntry entry, long broadcastAt, string? origin, CancellationToken cancellationToken);

    /// <summary>
    /// Reads a log after a position. If the log does not exist, the read creates it: empty, with an epoch. A record that cannot be read, or that is longer than
    /// <see cref="LogEntry.MaxBytes"/>, is listed in <see cref="LogPage.Unreadable"/>; the other records are returned.
    /// </summary>
    /// <param name="group">The group.</param>
    /// <param name="after">
    /// The position. If its epoch is another than the log's, the page has no entries. <see cref="FeedPosition.Beginning"/> has no epoch and fits every log.
    /// </param>
    /// <param name="limit">The largest number of entries to return, 1 or more.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask<LogPage> ReadAsync(SubmissionGroup group, FeedPosition after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Notifies a listener, in order, of every entry that the group's log accepts after this call has completed, until the returned object is disposed.
    /// </summary>
    /// <param name="group">The group.</param>
    /// <param name="listener">The listener. Calls to it do not overlap, except <see cref="ITransportListener.RunPass"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>An object that ends the listening when it is disposed.</returns>
    ValueTask<IAsyncDisposable> ListenAsync(SubmissionGroup group, ITransportListener listener, CancellationToken cancellationToken);

    /// <summary>
    /// Reads where many logs end, in as few round trips as possible. It also keeps these logs from expiring, and creates those that do not exist.
    /// </summary>
    /// <returns>The ends, in the order of <paramref name="groups"/>. For a log whose end cannot be read: why (<see cref="LogEnd.Failure"/>).</returns>
    /// <exception cref="SubmissionTransportException">The transport cannot read the end of any of them.</exception>
    ValueTask<IReadOnlyList<LogEnd>> ReadEndsAsync(IReadOnlyList<SubmissionGroup> groups, CancellationToken cancellationToken);

    /// <summary>
    /// Gives a rolled-back log a new epoch, but only if its epoch is still <paramref name="epoch"/>. So the epoch changes once, even if several nodes notice
    /// the rollback.
    /// </summary>
    /// <param name="group">The group.</param>
    /// <param name="epoch">The epoch that the log had when the rollback was noticed.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask FenceAsync(SubmissionGroup group, string epoch, CancellationToken cancellationToken);

    /// <summary>
    /// Reports that an earlier log of this group was lost. If the log's origin is not <paramref name="lostOrigin"/>, the log becomes
    /// <see cref="LogPage.IsIncomplete"/>, and its end moves to a new sequence without an entry, so that every mirror reads on and learns of it. This happens
    /// once in a log's life.
    /// </summary>
    /// <param name="group">The group.</param>
    /// <param name="lostOrigin">The origin of the lost log.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask ReportLossAsync(SubmissionGroup group, string lostOrigin, CancellationToken cancellationToken);
}

/// <summary>A check that every user of a transport needs.</summary>
internal static class SubmissionTransportExtensions
{
    /// <exception cref="SubmissionTransportException">
    /// The transport is not configured. Normally the transport itself throws this exception, because it can name the setting.
    /// </exception>
    public static async ValueTask ThrowIfNotConfiguredAsync(this ISubmissionTransport transport, CancellationToken cancellationToken)
    {
        if (transport.IsConfigured) return;
        await transport.ReadEndsAsync([], cancellationToken).ConfigureAwait(false);
        throw new SubmissionTransportException($"The channel layer is not configured, so no update is broadcast: {transport.Description}.", "Set the transport's address, and restart.");
    }
}
