namespace LiveSubmissions.Redis.Resilience;

/// <summary>What a Redis server's errors mean: it says so with a code in capitals at their beginning.</summary>
internal static class ServerErrors
{
    /// <summary>Stands in a text for the name of the application's setting.</summary>
    public const string Setting = "{URL}";

    private static readonly (string Code, bool IsTransient, string Cause, string Fix)[] Known =
    [
        ("OOM", true, "is out of memory.", "Give it more (maxmemory), or remove what it does not need; keep maxmemory-policy noeviction."),
        ("READONLY", true, "is a read-only replica.", $"Point {Setting} at the primary, or with ?serviceName= at Sentinels."),
        ("LOADING", true, "is still loading its data.", "Wait for it: it is tried again by itself."),
        ("MASTERDOWN", true, "is a replica that has lost its primary.", "Wait for the failover, or look at the replication."),
        ("CLUSTERDOWN", true, "is a cluster that is not whole.", "Wait for the failover, or look at CLUSTER NODES."),
        ("TRYAGAIN", true, "is a cluster that is moving this group.", "Wait for it: it is tried again by itself."),
        ("MOVED", true, "is a cluster that has moved this group.", "Wait for it: it is tried again by itself."),
        ("NOREPLICAS", true, "has too few replicas to take writes.", "Bring them back, or lower min-replicas-to-write."),
        ("BUSY", true, "is busy with somebody's script.", "Find it with SLOWLOG GET; SCRIPT KILL ends it."),
        ("MISCONF", false, "takes no writes because it cannot save to disk.", "Look at its log and at the free space of its disk."),
        ("WRONGTYPE", false, "has a key of ours that another program wrote.", "Delete it, or set RedisTransportOptions.KeyPrefix."),
    ];

    /// <summary>The server does not know the script: it is new, or was restarted.</summary>
    public static bool NoScript(string message) => HasCode(message, "NOSCRIPT");

    /// <summary>The server has given the key's slot to another one, or does so now.</summary>
    public static bool HasMoved(string message) => HasCode(message, "MOVED") || HasCode(message, "ASK");

    public static bool NoAccess(string message) => HasCode(message, "WRONGPASS") || HasCode(message, "NOAUTH");

    /// <summary>A script that publishes where it may not is told so in words, which differ from version to version.</summary>
    public static bool NoPermission(string message) => HasCode(message, "NOPERM")
        || message.Contains("ACL failure in script", StringComparison.Ordinal)
        || message.Contains("user executing the script can't", StringComparison.Ordinal);

    /// <summary>Whether the server will take the command later, or another server will.</summary>
    public static bool IsTransient(string message) => Known.Any(error => error.IsTransient && HasCode(message, error.Code));

    public static (string Cause, string Fix)? Explanation(string message)
    {
        foreach (var error in Known)
        {
            if (HasCode(message, error.Code)) return (error.Cause, error.Fix);
        }

        return null;
    }

    /// <summary>The client, and servers before version 7 for errors inside a script, put words of their own before the code.</summary>
    private static bool HasCode(string message, string code) =>
        message.StartsWith($"{code} ", StringComparison.Ordinal)
        || message.Contains($" {code} ", StringComparison.Ordinal)
        || message.Contains($"-{code} ", StringComparison.Ordinal);
}
