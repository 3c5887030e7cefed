using JudgeHost.Hosting;
using StackExchange.Redis;

namespace JudgeHost.Queue;

/// <summary>Reads <c>redis://[user][:password@]host[:port][/database]</c>, which StackExchange.Redis does not.</summary>
internal static class RedisAddress
{
    public static ConfigurationOptions Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("redis" or "rediss") || url.Host.Length == 0) throw Wrong();
        var path = url.AbsolutePath.Trim('/');
        var database = 0;
        if (path.Length > 0 && (!int.TryParse(path, out database) || database < 0)) throw Wrong();
        var secret = url.UserInfo.Split(':', 2);
        return new ConfigurationOptions
        {
            EndPoints = { { url.Host, url.Port < 0 ? 6379 : url.Port } },
            DefaultDatabase = database,
            Ssl = url.Scheme == "rediss",
            User = secret[0].Length > 0 ? Uri.UnescapeDataString(secret[0]) : null,
            Password = secret.Length > 1 ? Uri.UnescapeDataString(secret[1]) : null,
        };
    }

    private static StartException Wrong() =>
        new("QUEUE_REDIS_URL is not an address of Redis. Write it like redis://localhost:6379/1, or redis://user:password@host:6379/1 (rediss:// for TLS).");
}
