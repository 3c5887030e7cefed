namespace LiveSubmissions.Tests;

/// <summary>A synchronization context whose thread is blocked for good: what is posted to it never runs.</summary>
internal sealed class BlockedContext : SynchronizationContext
{
    private int _posts;

    /// <summary>How many continuations wait for it.</summary>
    public int Posts => Volatile.Read(ref _posts);

    public override void Post(SendOrPostCallback d, object? state) => Interlocked.Increment(ref _posts);

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs a call on the context; what it awaits there does not come back.</summary>
    public static void Run(Action call) => new BlockedContext().Call(() =>
    {
        call();
        return true;
    });

    /// <summary>Begins a call on the context; what it awaits there does not come back.</summary>
    public T Call<T>(Func<T> begin)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            return begin();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
