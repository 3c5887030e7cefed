using LiveSubmissions.Log;

namespace LiveSubmissions.Transport;

/// <summary>Hears what a transport knows of a group's log. Calls must return at once.</summary>
public interface ITransportListener
{
    /// <summary>The log accepted an entry. Notifications may be lost; none comes out of order or after one of a later entry.</summary>
    /// <param name="epoch">The log's epoch.</param>
    /// <param name="predecessor">The log's end before this entry, by which a listener knows whether it missed something.</param>
    /// <param name="entry">The entry.</param>
    void OnAppended(string epoch, long predecessor, LogEntry entry);

    /// <summary>Something came in an entry's place that is no entry: one may be missing, and the log is to be read on.</summary>
    void OnMissed();

    /// <summary>The connection is lost: notifications are missing from now on.</summary>
    void OnInterrupted();

    /// <summary>The connection is back: notifications come again, those meanwhile are lost, and the log may have lost its tail.</summary>
    void OnRestored();
}
