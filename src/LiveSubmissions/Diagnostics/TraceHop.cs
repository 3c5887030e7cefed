namespace LiveSubmissions.Diagnostics;

/// <summary>The hops of an update, in their order.</summary>
internal static class TraceHop
{
    /// <summary>Given to a broadcaster.</summary>
    public const string Reported = "reported";

    /// <summary>Accepted by the log, which publishes it in the same step.</summary>
    public const string Stored = "stored";

    /// <summary>In a node's mirror.</summary>
    public const string Received = "received";

    /// <summary>Given to the cursors that waited.</summary>
    public const string Written = "written";
}
