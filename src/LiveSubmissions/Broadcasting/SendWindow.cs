namespace LiveSubmissions.Broadcasting;

/// <summary>
/// How many may be under way at once. It begins at one and grows by one with each that succeeds, so it doubles with each round trip; and a transport that
/// fails is asked a few times and not flooded.
/// </summary>
internal sealed class SendWindow(int most) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _free = new(1);
    private int _size = 1;

    private int Size
    {
        get
        {
            lock (_gate) return _size;
        }
    }

    public Task EnterAsync(CancellationToken cancellationToken) => _free.WaitAsync(cancellationToken);

    public void Leave(bool succeeded)
    {
        bool grows;
        lock (_gate)
        {
            grows = succeeded && _size < most;
            if (grows) _size++;
        }

        _free.Release(grows ? 2 : 1);
    }

    /// <summary>Waits until nothing is under way. Nobody may enter any more.</summary>
    public async Task EmptyAsync()
    {
        // The size is read each time: what succeeds meanwhile makes it larger before it gives its place back.
        for (var taken = 0; taken < Size; taken++) await _free.WaitAsync().ConfigureAwait(false);
    }

    public void Dispose() => _free.Dispose();
}
