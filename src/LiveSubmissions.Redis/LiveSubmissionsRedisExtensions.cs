using LiveSubmissions;
using LiveSubmissions.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the Redis transport.</summary>
public static class LiveSubmissionsRedisExtensions
{
    /// <summary>Carries updates between processes over Redis.</summary>
    /// <param name="builder">What <c>AddLiveSubmissions()</c> returned.</param>
    /// <param name="url"><c>redis://[user][:password@]host[:port][/database][?option=value]</c>, <c>rediss://</c> for TLS, or a StackExchange.Redis configuration string. Blank: not configured.</param>
    /// <exception cref="FormatException">The URL is none of these; the message never holds the password.</exception>
    public static ILiveSubmissionsBuilder AddRedis(this ILiveSubmissionsBuilder builder, string? url) => throw new NotImplementedException();

    /// <summary>Carries updates between processes over Redis.</summary>
    public static ILiveSubmissionsBuilder AddRedis(this ILiveSubmissionsBuilder builder, Action<RedisTransportOptions> configure) => throw new NotImplementedException();
}
