using System.Diagnostics;
using LiveSubmissions.Contracts;
using LiveSubmissions.Redis.Transport;

namespace LiveSubmissions.Redis.Tests.Connection;

/// <summary>A transport that listens to one group, and counts how often it says that its connection is restored.</summary>
internal sealed class Restorations : IAsyncDisposable
{
    /// <summary>How long nothing more may come: longer than the client's and the watch's first pauses.</summary>
    private static readonly TimeSpan Observation = TimeSpan.FromSeconds(3);

    private readonly SubmissionGroup _group;
    private readonly RecordingListener _listener = new();
    private readonly RedisTransport _node;
    private int _count;
    private int _counter;

    /// <summary>Listens to nothing yet, and is not connected.</summary>
    public Restorations(string url, SubmissionGroup? group = null)
    {
        _node = Node.At(url);
        _node.Restored += () => Interlocked.Increment(ref _count);
        _group = group ?? new SubmissionGroup("problem_submissions_1");
    }

    public int Count => Volatile.Read(ref _count);

    /// <summary>How often the listener was told of an interruption.</summary>
    public int Interruptions => _listener.Interruptions;

    public static async Task<Restorations> ObserveAsync(string url, SubmissionGroup? group = null)
    {
        var restorations = new Restorations(url, group);
        await restorations._node.ListenAsync(restorations._group, restorations._listener, default);
        Assert.True(await restorations.AppendsAsync());
        return restorations;
    }

    /// <summary>Waits until it is told that the connection is restored, appends, hears it, and sees that it is told nothing more.</summary>
    public async Task AreAsync(int expected)
    {
        await Eventually.TrueAsync(() => Count >= expected, "it is told that the connection is restored", TimeSpan.FromSeconds(40));
        await Eventually.TrueAsync(AppendsAsync, "it appends");
        await _listener.ToHearAsync(_counter);
        Assert.Equal(_listener.Restorations, Count);
        await StayAsync(expected);
    }

    /// <summary>Sees for some time that it is told nothing.</summary>
    public async Task StayAsync(int expected)
    {
        var since = Stopwatch.StartNew();
        await Eventually.TrueAsync(() => Count != expected || since.Elapsed > Observation, "some time has passed");
        Assert.Equal(expected, Count);
    }

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    /// <summary>Appends the next submission's state.</summary>
    public async Task<bool> AppendsAsync()
    {
        try
        {
            var counter = _counter + 1;
            await _node.AppendAsync(_group, SampleEntry.Create(counter, counter: counter), TimeProvider.System.GetTimestamp(), default);
            _counter = counter;
            return true;
        }
        catch (SubmissionTransportException)
        {
            return false;
        }
    }
}
