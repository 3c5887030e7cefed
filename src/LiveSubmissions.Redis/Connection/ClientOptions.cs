using StackExchange.Redis;

namespace LiveSubmissions.Redis.Connection;

/// <summary>The client's own options, by the names that its configuration strings give them.</summary>
internal static class ClientOptions
{
    /// <summary>
    /// Not among them: channelPrefix, since a script does not know it (the setting is <see cref="RedisTransportOptions.KeyPrefix"/>); and proxy, since
    /// proxies pass neither scripts nor subscriptions.
    /// </summary>
    private static readonly string[] Names =
    [
        "abortConnect", "allowAdmin", "asyncTimeout", "checkCertificateRevocation", "configChannel", "configCheckSeconds", "connectRetry",
        "connectTimeout", "defaultDatabase", "highIntegrity", "keepAlive", "name", "password", "protocol", "resolveDns",
        "sentinelPassword", "sentinelUser", "serviceName", "setlib", "sharedSubscriptionConnection", "ssl", "sslHost", "sslProtocols",
        "syncTimeout", "tcpKeepAlive", "tiebreaker", "tunnel", "user", "version", "writeBuffer",
    ];

    private static readonly HashSet<string> Known = new(Names, StringComparer.OrdinalIgnoreCase);

    /// <exception cref="FormatException">An option is unknown or its value is not one. Only names that are known are cited.</exception>
    public static ConfigurationOptions Parse(IEnumerable<(string Name, string Value)> pairs)
    {
        List<string> accepted = [];
        string? user = null, password = null, sentinelPassword = null;
        foreach (var (name, value) in pairs)
        {
            if (!Known.Contains(name)) throw RedisUrlError.Because($"it has an option that is none of {string.Join(", ", Names)}");
            switch (name.ToUpperInvariant())
            {
                // Set as they are, past the client's parser, which would cut them at a comma.
                case "USER": user = value; break;
                case "PASSWORD": password = value; break;
                case "SENTINELPASSWORD": sentinelPassword = value; break;
                default: accepted.Add(Checked(name, value)); break;
            }
        }

        var options = accepted.Count == 0 ? new ConfigurationOptions() : ConfigurationOptions.Parse(string.Join(',', accepted));
        if (user is not null) options.User = user;
        if (password is not null) options.Password = password;
        if (sentinelPassword is not null) options.SentinelPassword = sentinelPassword;
        return options.DefaultDatabase is < 0 ? throw RedisUrlError.Because("defaultDatabase is negative") : options;
    }

    /// <summary>Tries the option alone, to know which one the client does not take; its own message would cite the value.</summary>
    private static string Checked(string name, string value)
    {
        var option = $"{name}={value}";
        try
        {
            if (value.Contains(',', StringComparison.Ordinal)) throw new ArgumentException("a comma ends an option");
            _ = ConfigurationOptions.Parse(option);
            return option;
        }
        catch (Exception)
        {
            var known = Names.First(n => n.Equals(name, StringComparison.OrdinalIgnoreCase));
            throw RedisUrlError.Because($"the Redis client does not take the value of the option '{known}'");
        }
    }
}
