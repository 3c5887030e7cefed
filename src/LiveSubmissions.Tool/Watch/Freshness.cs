namespace LiveSubmissions.Tool.Watch;

/// <summary>How sure one can be of what is shown.</summary>
internal enum Freshness
{
    /// <summary>There is no connection yet.</summary>
    Connecting,

    /// <summary>The newest states are shown.</summary>
    Live,

    /// <summary>The server is there, and cannot say whether it has the newest states.</summary>
    Doubtful,

    /// <summary>The connection is lost and tried again.</summary>
    Lost,
}
