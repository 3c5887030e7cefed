using LiveSubmissions.FanOut.Machine;

namespace LiveSubmissions.FanOut.Clients;

/// <summary>What all connections have received together, since counting began.</summary>
internal sealed class Tally
{
    private long _wallAhead;

    /// <summary>From the call that broadcast an update to its coming to the client's socket.</summary>
    public Histogram Latency { get; } = new();

    public long Distinct { get; private set; }

    /// <summary>When the first counted update was broadcast; 0 before there is one.</summary>
    public long FirstBroadcast { get; private set; }

    public long LastDelivery { get; private set; }

    /// <summary>When the bytes that are being looked at came.</summary>
    public long Now { get; private set; }

    /// <summary>Connections that are attached.</summary>
    public int Ready { get; set; }

    /// <summary>Connections that the server has ended.</summary>
    public int Ended { get; set; }

    /// <summary>Whoever has an update that was broadcast at or after this has caught up.</summary>
    public long CaughtUpFrom { get; set; } = long.MaxValue;

    public int CaughtUp { get; set; }

    /// <summary>Sets the two clocks side by side, as often as one might be moved.</summary>
    public void CompareClocks() => _wallAhead = Clock.Wall - Clock.Now;

    /// <param name="came">When the bytes came, by the wall clock; 0 if that is not known.</param>
    public void OnRead(long came) => Now = came == 0 ? Clock.Now : came - _wallAhead;

    public void Add(long broadcast)
    {
        Latency.Add(Now - broadcast);
        Distinct++;
        LastDelivery = Now;
        if (FirstBroadcast == 0 || broadcast < FirstBroadcast) FirstBroadcast = broadcast;
    }

    public void Clear()
    {
        Latency.Clear();
        Distinct = FirstBroadcast = LastDelivery = 0;
    }
}
