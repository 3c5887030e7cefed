using JudgeHost.Hosting;
using StackExchange.Redis;

namespace JudgeHost.Queue;

/// <summary>The connection to the job queue's Redis: a type of its own, since the feed may have another.</summary>
internal sealed class QueueRedis(IConnectionMultiplexer connection) : IAsyncDisposable
{
    public IConnectionMultiplexer Connection => connection;

    /// <exception cref="StartException">The address is none; the message never holds its password.</exception>
    public static ConfigurationOptions Parse(string url)
    {
        var address = RedisAddress.Parse(url);
        address.AbortOnConnectFail = false;
        address.ClientName = "judge-host-queue";
        return address;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
