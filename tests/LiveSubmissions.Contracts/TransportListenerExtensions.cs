using LiveSubmissions.Transport;

namespace LiveSubmissions.Contracts;

/// <summary>Does for a test's own transport what a transport does with a notification.</summary>
public static class TransportListenerExtensions
{
    /// <summary>Passes the notification on, and has the pass run on a thread of the pool if one is due.</summary>
    public static void Tell(this ITransportListener listener, TransportNotification notification)
    {
        if (listener.OnAppended(notification)) ThreadPool.UnsafeQueueUserWorkItem(static told => told.RunPass(), listener, preferLocal: false);
    }
}
