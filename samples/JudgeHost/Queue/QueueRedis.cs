using JudgeHost.Hosting;
using LiveSubmissions.Redis;
using StackExchange.Redis;

namespace JudgeHost.Queue;

/// <summary>The connection to the job queue's Redis: a type of its own, since the feed may have another.</summary>
internal sealed class QueueRedis(IConnectionMultiplexer connection) : IAsyncDisposable, IDisposable
{
    public IConnectionMultiplexer Connection => connection;

    /// <exception cref="StartException">The address is none; the message never holds its password.</exception>
    public static ConfigurationOptions Parse(string url)
    {
        try
        {
            // The client itself would take the whole of a redis:// URL for a host name.
            var address = RedisUrl.Parse(url, "QUEUE_REDIS_URL")!.ToConfiguration();
            address.AbortOnConnectFail = false;
            address.ClientName = "judge-host-queue";
            return address;
        }
        catch (FormatException exception)
        {
            throw new StartException(exception.Message);
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    public void Dispose() => connection.Dispose();
}
