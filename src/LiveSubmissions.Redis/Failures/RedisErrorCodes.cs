namespace LiveSubmissions.Redis.Failures;

/// <summary>The codes with which a Redis server's errors start, in capitals, and what they mean.</summary>
internal static class RedisErrorCodes
{
    /// <summary>A placeholder in the texts below, for the name of the application's setting.</summary>
    public const string Setting = "{URL}";

    private static readonly (string Code, bool IsTransient, string Cause, string Fix)[] Known =
    [
        ("OOM", true, "is out of memory.", "Raise maxmemory, or delete data that is not needed; keep maxmemory-policy noeviction."),
        ("READONLY", true, "is a read-only replica.", $"Set {Setting} to the primary, or to Sentinels with ?serviceName=."),
        ("LOADING", true, "is still loading its data.", "Wait: it is tried again."),
        ("MASTERDOWN", true, "is a replica that has lost its primary.", "Wait for the failover, or look at the replication."),
        ("CLUSTERDOWN", true, "is a cluster of which a part is missing.", "Wait for the failover, or look at CLUSTER NODES."),
        ("TRYAGAIN", true, "is a cluster that is moving this group.", "Wait: it is tried again."),
        ("MOVED", true, "is a cluster that has moved this group.", "Wait: it is tried again."),
        ("NOREPLICAS", true, "has too few replicas to take writes.", "Start the replicas, or lower min-replicas-to-write."),
        ("BUSY", true, "is busy with a script.", "Find the script with SLOWLOG GET; SCRIPT KILL ends it."),
        ("MISCONF", false, "takes no writes because it cannot save to disk.", "Look at its log and at the free space of its disk."),
        ("WRONGTYPE", false, "has a key of LiveSubmissions that another program wrote.", "Delete it, or set RedisTransportOptions.KeyPrefix."),
    ];

    /// <summary>The server does not have the script, for instance after a restart.</summary>
    public static bool IsNoScript(string message) => HasCode(message, "NOSCRIPT");

    /// <summary>The server has moved the key's slot to another server, or is moving it now.</summary>
    public static bool HasMoved(string message) => HasCode(message, "MOVED") || HasCode(message, "ASK");

    public static bool IsNoAccess(string message) => HasCode(message, "WRONGPASS") || HasCode(message, "NOAUTH");

    /// <summary>For a script that may not publish there is no code, only words; they differ from version to version.</summary>
    public static bool IsNoPermission(string message) => HasCode(message, "NOPERM")
        || message.Contains("ACL failure in script", StringComparison.Ordinal)
        || message.Contains("user executing the script can't", StringComparison.Ordinal);

    /// <summary>Whether this server, or another one, will accept the command later.</summary>
    public static bool IsTransient(string message) => Known.Any(error => error.IsTransient && HasCode(message, error.Code));

    public static (string Cause, string Fix)? Explanation(string message)
    {
        foreach (var error in Known)
        {
            if (HasCode(message, error.Code)) return (error.Cause, error.Fix);
        }

        return null;
    }

    /// <summary>The code need not be at the start: the client puts its own words before it, and so do servers before version 7 if a script fails.</summary>
    private static bool HasCode(string message, string code) =>
        message.StartsWith($"{code} ", StringComparison.Ordinal)
        || message.Contains($" {code} ", StringComparison.Ordinal)
        || message.Contains($"-{code} ", StringComparison.Ordinal);
}
