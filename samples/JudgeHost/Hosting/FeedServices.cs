using JudgeHost.Settings;
using LiveSubmissions;

namespace JudgeHost.Hosting;

/// <summary>Registers LiveSubmissions: in memory for one process that has no Redis, else over the Redis that it is given.</summary>
internal static class FeedServices
{
    public static ILiveSubmissionsBuilder AddFeed(this IServiceCollection services, JudgeSettings settings, JudgeRole role)
    {
        var feed = services.AddLiveSubmissions(options =>
        {
            // Redis that is gone is found out within a re-check and told with the next heartbeat: together well within what a page waits.
            options.Feed.HeartbeatInterval = settings.Heartbeat;
            options.Feed.RecheckInterval = settings.Heartbeat / 2;
        });
        if (role is JudgeRole.All && settings.ChannelLayerRedisUrl.Length == 0) return feed;

        // Blank means "not configured": every broadcast is skipped and says so, and the health check says what to set.
        return feed.AddRedis(redis => (redis.Url, redis.UrlSetting) = (settings.ChannelLayerRedisUrl, "CHANNEL_LAYER_REDIS_URL"));
    }
}
