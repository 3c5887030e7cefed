using StackExchange.Redis;

namespace LiveSubmissions.Redis;

/// <summary>Reads the client's own configuration strings, more strictly than the client does: hosts first, then options.</summary>
internal static class RedisConfigurationString
{
    public static ConfigurationOptions Parse(string text)
    {
        List<(string Text, int Place)> servers = [];
        List<(string Name, string Value)> pairs = [];
        var place = 0;
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            place++;
            if (part.Length == 0) continue;
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals >= 0)
            {
                pairs.Add((part[..equals], part[(equals + 1)..]));
                continue;
            }

            // If a password has a comma, the client treats the rest of the password as a host, looks it up and prints it.
            if (pairs.Count > 0)
            {
                throw RedisUrlError.Because($"a host stands after an option, as part {place} between commas (a password with a comma needs the redis:// form, with %2C)");
            }

            servers.Add((part, place));
        }

        if (servers.Count == 0) throw RedisUrlError.Because("a host is missing");
        var options = ClientOptions.Parse(pairs);
        foreach (var server in servers)
        {
            // Port 0: the client chooses the port. Its default differs for TLS and for Sentinel.
            var (endPoint, wrong) = EndPointText.Parse(server.Text, defaultPort: 0);
            wrong ??= servers.Count > 1 && !EndPointText.HasPort(endPoint!) ? "it is neither host:port nor an option with '=' (of several hosts each needs its port)" : null;
            options.EndPoints.Add(wrong is null ? endPoint! : throw RedisUrlError.Because($"of its parts between commas, number {server.Place}: {wrong}"));
        }

        return options;
    }
}

/// <summary>Reads the client's options, which have the names of its configuration strings.</summary>
internal static class ClientOptions
{
    /// <summary>
    /// The options that are accepted. Left out: channelPrefix, since scripts do not use it (set <see cref="RedisTransportOptions.KeyPrefix"/> instead); and
    /// proxy, since proxies support neither scripts nor subscriptions.
    /// </summary>
    private static readonly string[] Names =
    [
        "abortConnect", "allowAdmin", "asyncTimeout", "checkCertificateRevocation", "configChannel", "configCheckSeconds", "connectRetry",
        "connectTimeout", "defaultDatabase", "highIntegrity", "keepAlive", "name", "password", "protocol", "resolveDns",
        "sentinelPassword", "sentinelUser", "serviceName", "setlib", "sharedSubscriptionConnection", "ssl", "sslHost", "sslProtocols",
        "syncTimeout", "tcpKeepAlive", "tiebreaker", "tunnel", "user", "version", "writeBuffer",
    ];

    private static readonly HashSet<string> Known = new(Names, StringComparer.OrdinalIgnoreCase);

    /// <exception cref="FormatException">An option is unknown, or its value is invalid. The message cites known names only.</exception>
    public static ConfigurationOptions Parse(IEnumerable<(string Name, string Value)> pairs)
    {
        List<string> accepted = [];
        string? user = null, password = null, sentinelPassword = null;
        foreach (var (name, value) in pairs)
        {
            if (!Known.Contains(name)) throw RedisUrlError.Because($"it has an option that is none of {string.Join(", ", Names)}");
            switch (name.ToUpperInvariant())
            {
                // Not passed to the client's parser, which would cut them at a comma.
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

    /// <summary>Parses one option alone, so that the error can name it. The client's own message would cite the value.</summary>
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
