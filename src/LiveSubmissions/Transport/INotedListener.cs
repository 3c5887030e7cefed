using LiveSubmissions.Log;

namespace LiveSubmissions.Transport;

/// <summary>
/// A listener that only takes note of entries, and does what is to be done about them in one pass afterwards. A transport that can lend it a thread for as
/// long as the pass takes spares it the change to one of its own.
/// </summary>
internal interface INotedListener : ITransportListener
{
    /// <summary>As <see cref="ITransportListener.OnAppended"/>, without a pass.</summary>
    /// <returns>Whether the caller has to call <see cref="RunPass"/>, soon, and on a thread that it may take.</returns>
    bool TakesNote(string epoch, long predecessor, LogEntry entry);

    void RunPass();
}
