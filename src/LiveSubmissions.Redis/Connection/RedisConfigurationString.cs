using StackExchange.Redis;

namespace LiveSubmissions.Redis.Connection;

/// <summary>Reads the client's own configuration strings, more strictly than the client: hosts first, then options.</summary>
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

            // The client would take the rest of a password with a comma for a host, look it up and print it.
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
            // Without a port the client knows best: it differs for TLS and for Sentinel.
            var (endPoint, wrong) = EndPointText.Parse(server.Text, defaultPort: 0);
            wrong ??= servers.Count > 1 && !EndPointText.HasPort(endPoint!) ? "it is neither host:port nor an option with '=' (of several hosts each needs its port)" : null;
            options.EndPoints.Add(wrong is null ? endPoint! : throw RedisUrlError.Because($"of its parts between commas, number {server.Place}: {wrong}"));
        }

        return options;
    }
}
