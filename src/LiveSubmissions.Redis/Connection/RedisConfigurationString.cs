using StackExchange.Redis;

namespace LiveSubmissions.Redis.Connection;

/// <summary>Reads the client's own configuration strings, more strictly than the client: hosts first, then options.</summary>
internal static class RedisConfigurationString
{
    public static ConfigurationOptions Parse(string text)
    {
        List<string> servers = [];
        List<(string Name, string Value)> pairs = [];
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals >= 0)
            {
                pairs.Add((part[..equals], part[(equals + 1)..]));
                continue;
            }

            // The client would take the rest of a password with a comma for a host, look it up and print it.
            if (pairs.Count > 0)
            {
                throw RedisUrlError.Because("a host stands after an option (a password with a comma needs the redis:// form, with %2C)");
            }

            servers.Add(part);
        }

        if (servers.Count == 0) throw RedisUrlError.Because("a host is missing");
        var options = ClientOptions.Parse(pairs);
        foreach (var server in servers)
        {
            // Without a port the client knows best: it differs for TLS and for Sentinel.
            var (endPoint, wrong) = EndPointText.Parse(server, defaultPort: 0);
            options.EndPoints.Add(endPoint ?? throw RedisUrlError.Because(wrong!));
        }

        return options;
    }
}
