using JudgeHost.Settings;
using LiveSubmissions;

namespace JudgeHost.Hosting;

/// <summary>Registers LiveSubmissions: in memory for a single process without Redis, else over Redis.</summary>
internal static class FeedServices
{
    public static ILiveSubmissionsBuilder AddFeed(this IServiceCollection services, JudgeSettings settings, JudgeRole role)
    {
        var feed = services.AddLiveSubmissions(options =>
        {
            // A node notices a lost Redis within one re-check and reports it with its next heartbeat: earlier than a page calls itself stale.
            options.Feed.HeartbeatInterval = settings.Heartbeat;
            options.Feed.RecheckInterval = settings.Heartbeat / 2;
        });
        if (role is JudgeRole.All && settings.ChannelLayerRedisUrl.Length == 0) return feed;

        // Blank means "not configured": every broadcast is skipped with a log line, and the health check says what to set.
        return feed.AddRedis(redis => (redis.Url, redis.UrlSetting) = (settings.ChannelLayerRedisUrl, "CHANNEL_LAYER_REDIS_URL"));
    }
}
