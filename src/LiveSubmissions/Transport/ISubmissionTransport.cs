using LiveSubmissions.Log;

namespace LiveSubmissions.Transport;

/// <summary>
/// Holds the groups' compacted logs and moves their entries between nodes. It never sees a subscriber.
/// </summary>
/// <remarks>
/// To write one for another engine, implement this and pass the suite in <c>LiveSubmissions.Contracts</c>. Every call but
/// <see cref="IsConfigured"/> may throw <see cref="SubmissionTransportException"/>, which says what is wrong and how to fix it.
/// An append whose call has ended, whichever way, must not be carried out later than <see cref="BroadcasterOptions.AppendDeadline"/>.
/// </remarks>
public interface ISubmissionTransport
{
    /// <summary>What carries the entries, in a word or two that can stand in a sentence: <c>Redis</c>. By default <c>the transport</c>.</summary>
    string Name => "the transport";

    /// <summary>What carries the entries, for logs and health checks; never with a secret. For instance <c>Redis at redis:6379, database 2</c>.</summary>
    string Description { get; }

    /// <summary>
    /// Whether there is anything to carry entries: false when its address is blank. Every call then throws a <see cref="SubmissionTransportException"/>
    /// whose fix names the setting.
    /// </summary>
    bool IsConfigured { get; }

    /// <summary>Raised when a lost connection is back and the log may have lost its tail meanwhile.</summary>
    event Action? Restored;

    /// <summary>Offers a state to a group's log, which decides by the order rules in one atomic step and tells every listener.</summary>
    /// <param name="group">The group.</param>
    /// <param name="entry">The state.</param>
    /// <param name="givenAt">
    /// When the broadcaster was given it: a timestamp of the <see cref="TimeProvider"/> in the service collection. The log subtracts the age from
    /// its own clock, so that no two machines' clocks are compared.
    /// </param>
    /// <param name="origin">
    /// The origin of the one log into which the state may go, as an earlier <see cref="AppendResult.Origin"/> said; any other log refuses it with
    /// <see cref="RefusalReason.OtherLog"/>. <see langword="null"/>: whichever log there is.
    /// </param>
    /// <param name="cancellationToken">Ends the call; whether the log accepted the state is then not known.</param>
    /// <returns>Where the log holds it, or why it does not. The same broadcast again gets its first result.</returns>
    ValueTask<AppendResult> AppendAsync(SubmissionGroup group, SubmissionEntry entry, long givenAt, string? origin, CancellationToken cancellationToken);

    /// <summary>
    /// Reads a log after a position. Reading a log that does not exist makes it, empty, with an epoch. A record that cannot be read, or is longer than
    /// <see cref="LogEntry.MaxBytes"/>, is named in <see cref="LogPage.Unreadable"/> and keeps nobody from the others.
    /// </summary>
    /// <param name="group">The group.</param>
    /// <param name="after">The position; if its epoch is not the log's, the page has no entries.</param>
    /// <param name="limit">The most entries to return, 1 or more.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask<LogPage> ReadAsync(SubmissionGroup group, FeedPosition after, int limit, CancellationToken cancellationToken);

    /// <summary>Tells a listener of every entry that the group's log accepts once this call is complete, in order, until disposed.</summary>
    /// <param name="group">The group.</param>
    /// <param name="listener">Whom to tell; called one call at a time.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Ends the listening when disposed.</returns>
    ValueTask<IAsyncDisposable> ListenAsync(SubmissionGroup group, ITransportListener listener, CancellationToken cancellationToken);

    /// <summary>Reads where many logs end, in as few round trips as can be, and keeps them from expiring. Makes those that do not exist.</summary>
    /// <returns>The ends, in the order of <paramref name="groups"/>; for a log whose end cannot be read, why.</returns>
    /// <exception cref="SubmissionTransportException">The transport serves none of them.</exception>
    ValueTask<IReadOnlyList<LogEnd>> ReadEndsAsync(IReadOnlyList<SubmissionGroup> groups, CancellationToken cancellationToken);

    /// <summary>Gives a rolled-back log a new epoch, if it still has the one that was seen: once, whoever sees the rollback first.</summary>
    /// <param name="group">The group.</param>
    /// <param name="epoch">The epoch that was seen.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask FenceAsync(SubmissionGroup group, string epoch, CancellationToken cancellationToken);

    /// <summary>
    /// Says that a log stood in this one's place and was lost. If the log is not the one with that origin, it becomes <see cref="LogPage.IsIncomplete"/>, and
    /// moves its end on by a sequence without an entry, so that every mirror reads that; once in its life.
    /// </summary>
    /// <param name="group">The group.</param>
    /// <param name="lostOrigin">The origin of the log that is lost.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask ReportLossAsync(SubmissionGroup group, string lostOrigin, CancellationToken cancellationToken);
}

/// <summary>What every user of a transport needs of it.</summary>
internal static class SubmissionTransportExtensions
{
    /// <exception cref="SubmissionTransportException">The transport is not configured. The transport's own exception names the setting, so it is preferred.</exception>
    public static async ValueTask ThrowIfNotConfiguredAsync(this ISubmissionTransport transport, CancellationToken cancellationToken)
    {
        if (transport.IsConfigured) return;
        await transport.ReadEndsAsync([], cancellationToken).ConfigureAwait(false);
        throw new SubmissionTransportException($"The channel layer is not configured, so no update is broadcast: {transport.Description}.", "Give it its address, and restart.");
    }
}
