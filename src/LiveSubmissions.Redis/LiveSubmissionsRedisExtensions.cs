using LiveSubmissions;
using LiveSubmissions.Redis;
using LiveSubmissions.Transport;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the Redis transport.</summary>
public static class LiveSubmissionsRedisExtensions
{
    /// <summary>Carries updates between processes over Redis.</summary>
    /// <param name="builder">What <c>AddLiveSubmissions()</c> returned.</param>
    /// <param name="url">
    /// <c>redis://[user][:password@]host[:port][/database][?option=value]</c>, <c>rediss://</c> for TLS, or a StackExchange.Redis
    /// configuration string. Blank: not configured.
    /// </param>
    /// <exception cref="FormatException">The URL is none of these; the message never holds the password.</exception>
    public static ILiveSubmissionsBuilder AddRedis(this ILiveSubmissionsBuilder builder, string? url)
    {
        RedisUrl.Parse(url);
        return builder.AddRedis(options => options.Url = url);
    }

    /// <summary>Carries updates between processes over Redis.</summary>
    /// <param name="builder">What <c>AddLiveSubmissions()</c> returned.</param>
    /// <param name="configure">
    /// Sets <see cref="RedisTransportOptions.Url"/> and whatever else differs from the defaults. The settings are validated when the host
    /// starts.
    /// </param>
    public static ILiveSubmissionsBuilder AddRedis(this ILiveSubmissionsBuilder builder, Action<RedisTransportOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddOptions<RedisTransportOptions>().Configure(configure).ValidateOnStart();
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<RedisTransportOptions>, RedisTransportOptionsValidator>());
        builder.Services.Replace(ServiceDescriptor.Singleton(CreateTransport));
        return builder;
    }

    private static ISubmissionTransport CreateTransport(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<RedisTransportOptions>>().Value;
        return RedisUrl.Parse(options.Url) is { } url
            ? new RedisTransport(
                url,
                options,
                services.GetRequiredService<IOptions<LiveSubmissionsOptions>>().Value,
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILogger<RedisTransport>>())
            : new UnconfiguredTransport();
    }
}
