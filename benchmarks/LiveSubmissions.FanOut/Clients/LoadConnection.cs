using System.Text;

namespace LiveSubmissions.FanOut.Clients;

/// <summary>One client: opens its connection, is attached, and takes note of every update.</summary>
/// <param name="id">Its number.</param>
/// <param name="group">The group that it follows.</param>
/// <param name="order">What is common to all.</param>
/// <param name="tally">Where it counts.</param>
internal sealed class LoadConnection(int id, int group, ClientOrder order, Tally tally)
{
    private readonly Opening _opening = new(order.Protocol, order.Port);
    private RawSocket? _socket;
    private IUnframer? _unframer;
    private RecordScanner _scanner = new(order.KeepPositions);
    private byte[]? _head;
    private byte[]? _greeting;
    private string? _epoch;
    private long _sequence;
    private bool _isCaughtUp;

    public int Id => id;

    public int Group => group;

    public Seen Seen { get; } = new();

    public int Descriptor => _socket!.Descriptor;

    public bool IsReady { get; private set; }

    /// <summary>Does not read, although there is something.</summary>
    public bool IsStalled { get; set; }

    public bool IsOpen => _socket is not null;

    /// <summary>Connects and asks; from where it was, if it was there before and keeps positions.</summary>
    public void Open()
    {
        _socket = new RawSocket(order.Port);
        _unframer = null;
        _scanner = new RecordScanner(order.KeepPositions);
        (_head, _greeting) = ([], []);
        _isCaughtUp = false;
        _socket.Send(_opening.Request(group, _epoch is null ? null : $"{_epoch}:{_sequence}"));
    }

    /// <summary>Cuts the connection.</summary>
    public void Drop()
    {
        if (IsReady) tally.Ready--;
        if (_isCaughtUp) tally.CaughtUp--;
        IsReady = _isCaughtUp = false;
        _socket?.Dispose();
        _socket = null;
    }

    public void Read(Span<byte> buffer)
    {
        var count = _socket!.Receive(buffer, out var came);
        if (count < 0) return;
        tally.OnRead(came);
        if (count == 0) OnServerClosed();
        else if (_unframer is { } unframer) unframer.Feed(buffer[..count], this);
        else OnHead(buffer[..count]);
    }

    public void Send(byte[] bytes) => _socket?.Send(bytes);

    /// <summary>What SignalR's clients do so as not to be cut. One that does not read still does this.</summary>
    public void Ping()
    {
        if (_opening.IsHub && IsReady) Send(Opening.HubPing);
    }

    public void OnPayload(ReadOnlySpan<byte> payload)
    {
        if (!IsReady) OnGreeting(payload);
        _scanner.Scan(payload, this);
    }

    public void OnUpdate(long broadcast, long n, long sequence)
    {
        _sequence = sequence;
        if (Seen.Add(n, order.Submissions)) tally.Add(broadcast);
        if (_isCaughtUp || broadcast < tally.CaughtUpFrom) return;
        _isCaughtUp = true;
        tally.CaughtUp++;
    }

    /// <summary>The server has ended the connection, which no scenario gives it reason for.</summary>
    public void OnServerClosed()
    {
        if (!IsOpen) return;
        tally.Ended++;
        Drop();
    }

    private void OnHead(ReadOnlySpan<byte> bytes)
    {
        _head = [.. _head!, .. bytes];
        var end = _head.AsSpan().IndexOf("\r\n\r\n"u8);
        if (end < 0) return;
        var status = Encoding.ASCII.GetString(_head.AsSpan(0, _head.AsSpan().IndexOf("\r\n"u8)));
        if (!status.Contains(_opening.Status, StringComparison.Ordinal)) throw new InvalidDataException($"The server answered: {status}");

        var rest = _head.AsSpan(end + 4);
        _head = null;
        _unframer = _opening.IsWebSocket ? new WebSocketUnframer() : new ChunkedUnframer();
        if (_opening.IsHub) Send(_opening.JoinFrames(group));
        if (_opening.Attached.IsEmpty) OnAttached();
        _unframer.Feed(rest, this);
    }

    private void OnGreeting(ReadOnlySpan<byte> payload)
    {
        _greeting = [.. _greeting!, .. payload];
        if (_greeting.AsSpan().IndexOf(_opening.Attached) < 0) return;
        if (_greeting.AsSpan().IndexOf("\"error\""u8) >= 0) throw new InvalidDataException(Encoding.UTF8.GetString(_greeting));
        if (order.KeepPositions && _epoch is null) KeepPosition(Encoding.UTF8.GetString(_greeting));
        OnAttached();
    }

    private void OnAttached()
    {
        _greeting = null;
        IsReady = true;
        tally.Ready++;
    }

    private void KeepPosition(string hello)
    {
        const string Name = "\"position\":\"";
        var start = hello.IndexOf(Name, StringComparison.Ordinal) + Name.Length;
        var position = hello[start..hello.IndexOf('"', start)].Split(':');
        (_epoch, _sequence) = (position[0], long.Parse(position[1]));
    }
}
