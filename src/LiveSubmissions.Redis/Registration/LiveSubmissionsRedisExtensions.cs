using System.Runtime.CompilerServices;
using LiveSubmissions;
using LiveSubmissions.Redis;
using LiveSubmissions.Redis.Registration;
using LiveSubmissions.Redis.Transport;
using LiveSubmissions.Transport;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the Redis transport.</summary>
public static class LiveSubmissionsRedisExtensions
{
    /// <summary>Carries updates between processes over Redis.</summary>
    /// <param name="builder">The builder that <c>AddLiveSubmissions()</c> returned.</param>
    /// <param name="url">
    /// <c>redis://[user][:password@]host[:port][/database][?option=value]</c>, <c>rediss://</c> for TLS, or a StackExchange.Redis
    /// configuration string. Blank: not configured. The URL is validated when the host starts. No message contains the password.
    /// </param>
    /// <param name="expression">
    /// The compiler passes this argument: leave it out. If <paramref name="url"/> reads a configuration key, as in
    /// <c>builder.Configuration["Redis:Url"]</c>, messages name that key. They cite no other expression, since it may contain the URL itself. To give the
    /// setting another name in messages, set <see cref="RedisTransportOptions.UrlSetting"/>.
    /// </param>
    public static ILiveSubmissionsBuilder AddRedis(
        this ILiveSubmissionsBuilder builder, string? url, [CallerArgumentExpression(nameof(url))] string? expression = null) =>
        builder.AddRedis(options =>
        {
            options.Url = url;
            options.UrlSetting = UrlSettingName.From(expression);
        });

    /// <summary>Carries updates between processes over Redis.</summary>
    /// <param name="builder">The builder that <c>AddLiveSubmissions()</c> returned.</param>
    /// <param name="configure">
    /// Sets <see cref="RedisTransportOptions.Url"/>, and every other setting that differs from its default. The settings are validated when the host starts.
    /// </param>
    public static ILiveSubmissionsBuilder AddRedis(this ILiveSubmissionsBuilder builder, Action<RedisTransportOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        SettingsCheck.Add<RedisTransportOptions, RedisTransportOptionsValidator>(builder.Services, configure);
        builder.Services.Replace(ServiceDescriptor.Singleton(CreateTransport));
        return builder;
    }

    private static ISubmissionTransport CreateTransport(IServiceProvider services)
    {
        SettingsCheck.Run(services);
        var options = services.GetRequiredService<IOptions<RedisTransportOptions>>().Value;
        return RedisUrl.Parse(options.Url, options.UrlSetting) is { } url
            ? new RedisTransport(
                url,
                options,
                services.GetRequiredService<IOptions<LiveSubmissionsOptions>>().Value,
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILogger<RedisTransport>>())
            : new UnconfiguredTransport(options.UrlSetting);
    }
}
