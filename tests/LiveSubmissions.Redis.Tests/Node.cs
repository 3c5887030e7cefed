using LiveSubmissions.Redis.Transport;
using Microsoft.Extensions.Logging.Testing;

namespace LiveSubmissions.Redis.Tests;

/// <summary>Makes transports as <c>AddRedis</c> does, with the log at hand.</summary>
internal static class Node
{
    public static RedisTransport At(
        string url,
        LiveSubmissionsOptions? settings = null,
        TimeProvider? time = null,
        FakeLogCollector? log = null,
        Action<RedisTransportOptions>? configure = null)
    {
        var options = new RedisTransportOptions { Url = url, UrlSetting = "CHANNEL_LAYER_REDIS_URL" };
        configure?.Invoke(options);
        return new RedisTransport(
            RedisUrl.Parse(url)!, options, settings ?? new LiveSubmissionsOptions(), time ?? TimeProvider.System, new FakeLogger<RedisTransport>(log));
    }
}
