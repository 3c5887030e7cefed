using System.Globalization;
using StackExchange.Redis;

namespace LiveSubmissions.Redis;

/// <summary>
/// Reads <c>redis://</c> and <c>rediss://</c> URLs. The client itself would treat such a URL as a host name, and print it.
/// </summary>
internal static class RedisUrlParser
{
    private const int DefaultPort = 6379;
    private const int DefaultSentinelPort = 26379;

    public static ConfigurationOptions Parse(string url)
    {
        var (scheme, rest) = Cut(url, "://");
        var tls = scheme.Equals("rediss", StringComparison.OrdinalIgnoreCase);
        if (!tls && !scheme.Equals("redis", StringComparison.OrdinalIgnoreCase))
        {
            throw RedisUrlError.Because("it starts with neither redis:// nor rediss://");
        }

        if (rest!.Any(char.IsWhiteSpace)) throw RedisUrlError.Because("it has a space inside (in a password write %20)");
        if (rest!.Contains('#', StringComparison.Ordinal)) throw RedisUrlError.Because("it has a '#' (in a password write %23)");

        // If '/', '?' or '@' of a password is not percent-encoded, the rest of the password is in the path or the query. So both are checked, and never cited.
        var (beforeQuery, query) = Cut(rest, "?");
        var (authority, path) = Cut(beforeQuery, "/");
        if (path?.Contains('@', StringComparison.Ordinal) == true || query?.Contains('@', StringComparison.Ordinal) == true)
        {
            throw RedisUrlError.Because("it has an '@' after the host (in a password write '@', '/' and '?' as %40, %2F and %3F)");
        }

        var options = ClientOptions.Parse(Pairs(query));
        if (tls) options.Ssl = true;
        Database(path, options);
        var at = authority.LastIndexOf('@');
        if (at >= 0) Credentials(authority[..at], options);
        Servers(authority[(at + 1)..], options);
        return options;
    }

    private static IEnumerable<(string Name, string Value)> Pairs(string? query)
    {
        if (string.IsNullOrEmpty(query)) yield break;
        foreach (var pair in query.Split('&'))
        {
            var (name, value) = Cut(pair, "=");
            yield return (Decode(name), Decode(value ?? throw RedisUrlError.Because("an option after '?' has no '='")));
        }
    }

    private static void Database(string? path, ConfigurationOptions options)
    {
        if (string.IsNullOrEmpty(path)) return;
        if (options.DefaultDatabase is not null)
        {
            throw RedisUrlError.Because("it names the database twice, after '/' and as defaultDatabase");
        }

        if (!int.TryParse(path, NumberStyles.None, CultureInfo.InvariantCulture, out var database))
        {
            throw RedisUrlError.Because("what stands after the host's '/' is not a database number such as /2");
        }

        options.DefaultDatabase = database;
    }

    private static void Credentials(string text, ConfigurationOptions options)
    {
        var (user, password) = Cut(text, ":");
        if (user.Length > 0) options.User = Decode(user);
        if (password is { Length: > 0 }) options.Password = Decode(password);
    }

    private static void Servers(string text, ConfigurationOptions options)
    {
        var place = 0;
        foreach (var server in text.Split(','))
        {
            place++;
            var (endPoint, wrong) = EndPointText.Parse(server, options.ServiceName is null ? DefaultPort : DefaultSentinelPort);
            options.EndPoints.Add(endPoint ?? throw RedisUrlError.Because($"of its hosts, number {place}: {wrong}"));
        }
    }

    private static string Decode(string text)
    {
        for (var i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
            {
                throw RedisUrlError.Because("a '%' is not followed by two hexadecimal digits (a '%' itself is written %25)");
            }
        }

        return Uri.UnescapeDataString(text);
    }

    private static (string Before, string? After) Cut(string text, string separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, null) : (text[..at], text[(at + separator.Length)..]);
    }
}
