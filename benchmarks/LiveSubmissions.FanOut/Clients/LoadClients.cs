using LiveSubmissions.FanOut.Machine;

namespace LiveSubmissions.FanOut.Clients;

/// <summary>The connections, and the one order that is being carried out.</summary>
internal sealed class LoadClients : IDisposable
{
    /// <summary>A server's queue of connections that it has not taken yet is short; whoever overruns it waits a second for the next try.</summary>
    private const int OpeningAtOnce = 200;
    private const long PingEvery = 10 * Clock.Second;

    private readonly Epoll _epoll = new();
    private readonly Tally _tally = new();
    private readonly byte[] _buffer = new byte[256 * 1024];
    private readonly List<LoadConnection> _connections = [];
    private readonly Queue<LoadConnection> _toOpen = new();
    private ClientOrder? _order;
    private long _deadline;
    private long _nextPing;
    private int _pauseMilliseconds = ClientOrder.LongestPause;
    private int _opened;

    public void Begin(ClientOrder order)
    {
        _order = order;
        _deadline = Clock.Now + (long)(order.Deadline * Clock.Second);
        switch (order.Do)
        {
            case ClientAction.Open: Add(order); break;
            case ClientAction.Count: Count(order.From); break;
            case ClientAction.Drop: Drop(order.Clients); break;
            case ClientAction.Return: Return(); break;
            case ClientAction.Resume: Resume(); break;
        }
    }

    /// <summary>Opens what is to be opened and reads what there is to read.</summary>
    public void Turn()
    {
        while (_toOpen.Count > 0 && _opened - _tally.Ready < OpeningAtOnce) Open(_toOpen.Dequeue());
        _tally.CompareClocks();
        for (int count, looked = 0; looked < _connections.Count; looked += count)
        {
            count = _epoll.Poll();
            if (count == 0) break;
            for (var i = 0; i < count; i++) Read(_connections[_epoll.Id(i)]);
        }

        Thread.Sleep(_pauseMilliseconds);
        if (Clock.Now < _nextPing) return;
        _nextPing = Clock.Now + PingEvery;
        foreach (var connection in _connections) connection.Ping();
    }

    /// <returns>The answer to the order, once there is one.</returns>
    public ClientReport? Report()
    {
        if (_order is not { } order) return null;
        var done = IsDone(order);
        if (!done && Clock.Now < _deadline) return null;
        _order = null;
        return new ClientReport
        {
            Done = done,
            Distinct = _tally.Distinct,
            Duplicates = _connections.Sum(static connection => connection.Seen.Duplicates),
            Backwards = _connections.Sum(static connection => connection.Seen.Backwards),
            Ready = _tally.Ready,
            Ended = _tally.Ended,
            Median = Clock.Milliseconds(_tally.Latency.At(0.5)),
            P99 = Clock.Milliseconds(_tally.Latency.At(0.99)),
            P999 = Clock.Milliseconds(_tally.Latency.At(0.999)),
            Span = Clock.Milliseconds(order.Do == ClientAction.Return ? Clock.Now - _tally.CaughtUpFrom : _tally.LastDelivery - _tally.FirstBroadcast),
        };
    }

    public void Dispose()
    {
        foreach (var connection in _connections) connection.Drop();
        _epoll.Dispose();
    }

    private bool IsDone(ClientOrder order) => order.Do switch
    {
        ClientAction.Open => _toOpen.Count == 0 && _tally.Ready == _connections.Count,
        ClientAction.Await => _tally.Distinct >= order.Expected,
        ClientAction.Return => _toOpen.Count == 0 && _tally.CaughtUp == _connections.Count,
        ClientAction.Resume => _connections.TrueForAll(connection => connection.Seen.Highest >= order.From),
        _ => true,
    };

    private void Add(ClientOrder order)
    {
        _pauseMilliseconds = order.PauseMilliseconds;
        for (var i = 0; i < order.Clients; i++)
        {
            var connection = new LoadConnection(_connections.Count, i % order.Groups, order, _tally) { IsStalled = order.Stall };
            _connections.Add(connection);
            _toOpen.Enqueue(connection);
        }
    }

    private void Open(LoadConnection connection)
    {
        connection.Open();
        _opened++;
        _epoll.Watch(connection.Descriptor, connection.Id);
        if (_toOpen.Count == 0 && _order is { Do: ClientAction.Return }) _tally.CaughtUpFrom = Clock.Now;
    }

    private void Read(LoadConnection connection)
    {
        if (!connection.IsOpen) return;
        var ended = _tally.Ended;
        connection.Read(_buffer);
        _opened -= _tally.Ended - ended;
        if (connection is { IsStalled: true, IsReady: true }) _epoll.Forget(connection.Descriptor);
    }

    private void Count(long from)
    {
        _tally.Clear();
        foreach (var connection in _connections) connection.Seen.CountFrom(from);
    }

    private void Drop(int count)
    {
        foreach (var connection in _connections[^count..]) Close(connection);
        _connections.RemoveRange(_connections.Count - count, count);
    }

    private void Return()
    {
        foreach (var connection in _connections) Close(connection);
        foreach (var connection in _connections) _toOpen.Enqueue(connection);
        _tally.CaughtUpFrom = long.MaxValue;
    }

    private void Close(LoadConnection connection)
    {
        if (!connection.IsOpen) return;
        connection.Drop();
        _opened--;
    }

    private void Resume()
    {
        foreach (var connection in _connections)
        {
            if (!connection.IsStalled || !connection.IsOpen) continue;
            connection.IsStalled = false;
            _epoll.Watch(connection.Descriptor, connection.Id);
        }
    }
}
