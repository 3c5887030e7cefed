using LiveSubmissions.Redis;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.Tool.CommandLine;

/// <summary>
/// The library's services with the Redis transport, for the time of one command. Hosted services do not run: the tool is not a node, and does not report
/// itself as one.
/// </summary>
internal sealed class RedisServices : IAsyncDisposable
{
    /// <summary>After this time the process ends, even if a connection is still being made.</summary>
    private static readonly TimeSpan CloseDeadline = TimeSpan.FromMilliseconds(500);

    private const int FirstConnectMilliseconds = 1500;

    private readonly ServiceProvider _services;
    private readonly TimeProvider _time;

    private RedisServices(ServiceProvider services, TimeProvider time)
    {
        _services = services;
        _time = time;
    }

    /// <param name="url">The Redis URL; blank: not configured.</param>
    /// <param name="keyPrefix">The start of the keys' names, if it is not the default.</param>
    /// <param name="time">The clock.</param>
    /// <param name="groups">The additional groups to which every update is sent.</param>
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

            // The reason why the first connect fails must be known before a step's time is over.
            options.ConfigureClient = static client =>
            {
                client.ConnectRetry = 1;
                client.ConnectTimeout = FirstConnectMilliseconds;
            };
            if (keyPrefix is not null) options.KeyPrefix = keyPrefix;
        });
        return new RedisServices(services.BuildServiceProvider(), time);
    }

    /// <summary>What is wrong with a Redis URL; <see langword="null"/> if it is valid or blank.</summary>
    public static string? UrlError(string? url)
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
            // The process ends it.
        }
    }
}

/// <summary>The default names of groups, and the additional groups that the command was given: only the application knows how it names those.</summary>
internal sealed class GivenGroups(IReadOnlyList<SubmissionGroup> groups) : ISubmissionGroupNaming
{
    public IReadOnlyList<SubmissionGroup> AdditionalGroups(SubmissionUpdate update) => groups;
}
