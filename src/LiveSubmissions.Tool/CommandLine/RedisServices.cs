using LiveSubmissions.Redis;
using LiveSubmissions.Tool.Broadcast;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.Tool.CommandLine;

/// <summary>
/// The library's services over a Redis, for as long as a command runs. Nothing is hosted: the tool is no node, so it does not report itself.
/// </summary>
internal sealed class RedisServices : IAsyncDisposable
{
    /// <summary>A connection that is just being tried need not be waited for: the process ends.</summary>
    private static readonly TimeSpan CloseDeadline = TimeSpan.FromMilliseconds(500);

    private const int FirstConnectMilliseconds = 1500;

    private readonly ServiceProvider _services;
    private readonly TimeProvider _time;

    private RedisServices(ServiceProvider services, TimeProvider time)
    {
        _services = services;
        _time = time;
    }

    /// <param name="url">Where Redis is; blank: not configured.</param>
    /// <param name="keyPrefix">What keys start with, if not the default.</param>
    /// <param name="time">The clock.</param>
    /// <param name="groups">The additional groups that every update goes to.</param>
    public static RedisServices Create(string? url, string? keyPrefix, TimeProvider time, IReadOnlyList<SubmissionGroup>? groups = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(time);
        services.AddSingleton<ISubmissionGroupNaming>(new GivenGroups(groups ?? []));
        services.AddLiveSubmissions().AddRedis(options =>
        {
            options.Url = url;
            options.UrlSetting = CommonOptions.RedisSetting;
            options.RetryCount = 1;

            // Why the first connect fails must be known before a step's time is over.
            options.ConfigureClient = static client =>
            {
                client.ConnectRetry = 1;
                client.ConnectTimeout = FirstConnectMilliseconds;
            };
            if (keyPrefix is not null) options.KeyPrefix = keyPrefix;
        });
        return new RedisServices(services.BuildServiceProvider(), time);
    }

    /// <summary>What is wrong with a Redis URL; nothing if it can be read, or is blank.</summary>
    public static string? Wrong(string? url)
    {
        try
        {
            RedisUrl.Parse(url, CommonOptions.RedisSetting);
            return null;
        }
        catch (FormatException wrong)
        {
            return wrong.Message;
        }
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _services.DisposeAsync().AsTask().WaitAsync(CloseDeadline, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // It ends with the process.
        }
    }
}
