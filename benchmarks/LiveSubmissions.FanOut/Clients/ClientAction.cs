namespace LiveSubmissions.FanOut.Clients;

internal enum ClientAction
{
    /// <summary>Opens connections; done when all are attached.</summary>
    Open,

    /// <summary>Begins to count anew, from a running number on.</summary>
    Count,

    /// <summary>Waits for counted updates.</summary>
    Await,

    /// <summary>Cuts the connections that were opened last, all at once, and forgets them.</summary>
    Drop,

    /// <summary>Cuts all connections and opens them again, from their positions; done when all have caught up.</summary>
    Return,

    /// <summary>Stalled connections read on; done when each has a running number.</summary>
    Resume,
}
