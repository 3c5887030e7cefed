using LiveSubmissions.Log;

namespace LiveSubmissions.Transport;

/// <summary>
/// Receives what a transport reports about one group's log. Every call must return at once, except <see cref="RunPass"/>, and none may
/// throw. The transport makes one call at a time; only <see cref="RunPass"/> may run at the same time as another call, and once more after the listening has ended.
/// </summary>
public interface ITransportListener
{
    /// <summary>
    /// The log accepted an entry. The listener only notes it. Notifications may be lost, but they never come out of order: none comes after the notification of
    /// a later entry.
    /// </summary>
    /// <param name="notification">The entry, and where the log ended before it.</param>
    /// <returns>
    /// Whether the transport has to call <see cref="RunPass"/>. The transport calls it once, soon, on a thread that the listener may use for some time. Before
    /// that, the transport may pass on more notifications; one pass then serves them all.
    /// </returns>
    bool OnAppended(TransportNotification notification);

    /// <summary>Processes the noted entries; for instance, serves the clients of the group.</summary>
    void RunPass()
    {
    }

    /// <summary>A message arrived that is not a notification. An entry may be missing, so the log has to be read.</summary>
    void OnMissed();

    /// <summary>The connection is lost: notifications are missing from now on.</summary>
    void OnInterrupted();

    /// <summary>
    /// The connection is back and notifications come again. The notifications of the meantime are lost, and the log may have lost its last entries.
    /// </summary>
    void OnRestored();
}

/// <summary>One entry that a log accepted.</summary>
/// <param name="Epoch">The log's epoch.</param>
/// <param name="Predecessor">
/// The log's end before this entry. A listener compares it with the last entry that it knows, and so notices whether it missed an entry.
/// </param>
/// <param name="Entry">The entry.</param>
public readonly record struct TransportNotification(string Epoch, long Predecessor, LogEntry Entry);
