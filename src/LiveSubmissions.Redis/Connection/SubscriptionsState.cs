using System.Net;

namespace LiveSubmissions.Redis.Connection;

/// <summary>How the subscriptions are, after the missing ones were asked for again.</summary>
internal sealed class SubscriptionsState
{
    /// <summary>Whether there are subscriptions at all.</summary>
    public bool Any { get; set; }

    /// <summary>Whether some have no server.</summary>
    public bool Missing { get; set; }

    /// <summary>The servers, or new sockets of servers, that have a subscription which they did not have before.</summary>
    public HashSet<EndPoint> Moved { get; } = [];

    /// <summary>The servers that last had a subscription which no server has now, since the one that should have it cannot be asked yet.</summary>
    public HashSet<EndPoint> Lost { get; } = [];
}
