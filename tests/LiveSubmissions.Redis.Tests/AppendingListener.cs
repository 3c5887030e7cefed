using LiveSubmissions.Contracts;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Redis.Tests;

/// <summary>Marks every moment at which it is told that notifications come again; the test then appends, and it must hear that.</summary>
internal sealed class AppendingListener(SubmissionGroup group) : ITransportListener
{
    private volatile int _restorations;
    private int _appendedAfter;
    private long _appended;
    private long _heard;

    public bool OnAppended(TransportNotification notification)
    {
        Volatile.Write(ref _heard, notification.Entry.Sequence);
        return false;
    }

    public void OnInterrupted()
    {
    }

    public void OnMissed()
    {
    }

    public void OnRestored() => Interlocked.Increment(ref _restorations);

    public async Task<bool> HeardWhatItAppendedLast(string url)
    {
        var restorations = _restorations;
        if (restorations > _appendedAfter)
        {
            _appendedAfter = restorations;
            await using var node = Node.At(url);
            var entry = SampleEntry.Create(7, broadcaster: $"b{Guid.NewGuid():N}");
            _appended = (await node.AppendAsync(group, entry, TimeProvider.System.GetTimestamp(), default)).Position.Sequence;
        }

        return _appended > 0 && Volatile.Read(ref _heard) == _appended;
    }
}
