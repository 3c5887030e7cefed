using LiveSubmissions.Redis;
using StackExchange.Redis;

namespace JudgeHost.Queue;

/// <summary>The connection to the job queue's Redis: a type of its own, since the feed may have another.</summary>
internal sealed class QueueRedis(IConnectionMultiplexer connection) : IAsyncDisposable, IDisposable
{
    public IConnectionMultiplexer Connection => connection;

    /// <param name="url">The address, which the settings' reader has checked.</param>
    public static ConfigurationOptions Parse(string url)
    {
        // The client itself would take the whole of a redis:// URL for a host name.
        var address = RedisUrl.Parse(url)!.ToConfiguration();
        address.AbortOnConnectFail = false;
        address.ClientName = "judge-host-queue";
        return address;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    public void Dispose() => connection.Dispose();
}
