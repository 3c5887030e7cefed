using LiveSubmissions.Log;

namespace LiveSubmissions.Transport;

/// <summary>
/// What a transport tells of one group's log. The calls return at once. The transport makes one call at a time, apart from <see cref="RunPass"/>, which may run beside the others.
/// </summary>
public interface ITransportListener
{
    /// <summary>
    /// The log accepted an entry; the listener takes note of it. Notifications may be lost. None comes out of order, or after that of a later entry.
    /// </summary>
    /// <param name="notification">The entry, and where the log ended before it.</param>
    /// <returns>
    /// Whether the transport has to call <see cref="RunPass"/>: once, soon, and on a thread that the listener may use for some time. Until then it may pass on more
    /// notifications, so that one pass serves them all.
    /// </returns>
    bool OnAppended(TransportNotification notification);

    /// <summary>Does what the noted entries require, for instance serves the clients of the group.</summary>
    void RunPass()
    {
    }

    /// <summary>Something arrived that is no notification. An entry may be missing, so the log has to be read.</summary>
    void OnMissed();

    /// <summary>The connection is lost: notifications are missing from now on.</summary>
    void OnInterrupted();

    /// <summary>The connection is back and notifications come again. Those sent meanwhile are lost, and the log may have lost its tail.</summary>
    void OnRestored();
}

/// <summary>One entry that a log accepted.</summary>
/// <param name="Epoch">The log's epoch.</param>
/// <param name="Predecessor">The log's end before this entry. A listener compares it with the last entry that it knows, and so finds out whether it missed one.</param>
/// <param name="Entry">The entry.</param>
public readonly record struct TransportNotification(string Epoch, long Predecessor, LogEntry Entry);
