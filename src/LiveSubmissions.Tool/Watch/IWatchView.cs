using LiveSubmissions.Tool.Protocol;

namespace LiveSubmissions.Tool.Watch;

/// <summary>Shows what a follower learns; called one call at a time.</summary>
internal interface IWatchView
{
    void Updated(ServerMessage.Update update);

    /// <summary>Another degree of being sure, with the reason in words.</summary>
    void Became(Freshness freshness, string why);

    /// <summary>What came between is not known to the server: rows that are shown may be old until they come again.</summary>
    void Forgot(string why);
}
