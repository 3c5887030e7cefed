using LiveSubmissions.Transport;

namespace LiveSubmissions.Contracts;

/// <summary>Keeps what it is told, in the order in which it is told, and notices when it is told two things at once.</summary>
public sealed class RecordingListener : ITransportListener
{
    private readonly Lock _gate = new();
    private readonly List<TransportNotification> _notifications = [];
    private int _inside;
    private int _misses;
    private int _interruptions;
    private int _restorations;

    /// <summary>Every entry told so far.</summary>
    public IReadOnlyList<TransportNotification> Notifications
    {
        get
        {
            lock (_gate) return [.. _notifications];
        }
    }

    public int Interruptions => Volatile.Read(ref _interruptions);

    public int Restorations => Volatile.Read(ref _restorations);

    /// <summary>Whether two calls ever overlapped.</summary>
    public bool WasCalledTwiceAtOnce { get; private set; }

    public bool OnAppended(TransportNotification notification)
    {
        Alone(() =>
        {
            lock (_gate) _notifications.Add(notification);
        });
        return false;
    }

    /// <summary>How often something came that was no entry.</summary>
    public int Misses => Volatile.Read(ref _misses);

    public void OnMissed() => Alone(() => Interlocked.Increment(ref _misses));

    public void OnInterrupted() => Alone(() => Interlocked.Increment(ref _interruptions));

    public void OnRestored() => Alone(() => Interlocked.Increment(ref _restorations));

    /// <summary>Waits until so many entries were told.</summary>
    public Task ToHearAsync(int count) =>
        Eventually.TrueAsync(() => Notifications.Count >= count, $"the listener hears {count} entries");

    private void Alone(Action call)
    {
        if (Interlocked.Increment(ref _inside) > 1) WasCalledTwiceAtOnce = true;
        call();
        Interlocked.Decrement(ref _inside);
    }
}
