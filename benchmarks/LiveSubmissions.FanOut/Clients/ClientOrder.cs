namespace LiveSubmissions.FanOut.Clients;

/// <summary>What the load clients are to do, and how long it may take.</summary>
internal sealed record ClientOrder
{
    public const int ShortestPause = 1;
    public const int LongestPause = 5;

    public required ClientAction Do { get; init; }

    /// <summary>After how many seconds the answer comes in any case.</summary>
    public double Deadline { get; init; } = 60;

    public ClientProtocol Protocol { get; init; }

    public int Port { get; init; }

    /// <summary>How many connections to open, or to drop.</summary>
    public int Clients { get; init; }

    /// <summary>How many groups they follow, each one: the first the first, and so on in turn.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>How many submissions a group's updates are of.</summary>
    public int Submissions { get; init; } = 5000;

    /// <summary>How long opened connections are left alone between two looks at what came for them.</summary>
    public int PauseMilliseconds { get; init; } = LongestPause;

    /// <summary>Opened connections stop reading once they are attached.</summary>
    public bool Stall { get; init; }

    /// <summary>Remember positions, and come back from them.</summary>
    public bool KeepPositions { get; init; }

    /// <summary>The running number of the first update that counts, or of the update that has to be reached.</summary>
    public long From { get; init; }

    /// <summary>How many counted updates to wait for, over all connections.</summary>
    public long Expected { get; init; }
}
