using System.Globalization;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace LiveSubmissions.Redis;

/// <summary>How to reach Redis, and how often to try. Validated when the host starts; the error lists all wrong settings.</summary>
/// <remarks>
/// A call is tried <see cref="RetryCount"/> + 1 times, each try for at most <see cref="AttemptTimeout"/>; the defaults together stay within
/// the 5 s that a broadcast waits by default (<see cref="BroadcasterOptions.Timeout"/>), which ends a call in any case.
/// </remarks>
public sealed class RedisTransportOptions
{
    /// <summary>
    /// Where Redis is: <c>redis://[user][:password@]host[:port][,host2...][/database][?option=value]</c>, <c>rediss://</c> for TLS, or a
    /// StackExchange.Redis configuration string. The options have the names that they have in such a string; with <c>serviceName</c>, the hosts are
    /// Sentinels. Blank, the default: not configured. Then nothing is broadcast, and the health check says so.
    /// </summary>
    public string? Url { get; set; }

    /// <summary>
    /// The name of the setting that holds <see cref="Url"/>, for messages: the application's own key, such as <c>CHANNEL_LAYER_REDIS_URL</c>. Default:
    /// <c>RedisTransportOptions.Url</c>; <c>AddRedis(url)</c> takes the name from the source text of its argument.
    /// </summary>
    public string UrlSetting { get; set; } = "RedisTransportOptions.Url";

    /// <summary>
    /// Changes the client's configuration, after all other settings: for settings that a URL cannot hold (certificates, tunnels). Default: nothing. Do not
    /// change <see cref="ConfigurationOptions.BacklogPolicy"/> and <see cref="ConfigurationOptions.AbortOnConnectFail"/>.
    /// </summary>
    public Action<ConfigurationOptions>? ConfigureClient { get; set; }

    /// <summary>
    /// The start of the names of all keys and channels. Applications that share a database need different prefixes. Default <c>live-submissions</c>; 1 to 100
    /// characters: ASCII letters, digits and <c>- _ . :</c>.
    /// </summary>
    public string KeyPrefix { get; set; } = "live-submissions";

    /// <summary>How long one try of a call may take. Default 1 s; 50 ms to 1 min.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How many replicas must have an update before it counts as accepted (WAIT). Default 0: a failover may lose updates that the replicas do not have yet;
    /// after it, the updates of the last minute that have a revision are sent again. 0 to 10; not more than there are replicas.
    /// </summary>
    /// <remarks>
    /// With a number N above 0, an accepted update is lost only if its server and N replicas are lost, or if a replica is promoted that is not one of the N.
    /// So set all replicas; or a majority, if the replica with the most data is promoted, as Sentinel and Cluster do. The price is a round trip to the
    /// replicas for each append; appends then run one after the other, on their own connection. While replicas are away, updates reach the pages, but their
    /// broadcasts are deferred and sent again until enough replicas acknowledge.
    /// </remarks>
    public int ReplicaAcknowledgements { get; set; }

    /// <summary>
    /// How long replicas may take to acknowledge one update. Default 500 ms; 10 ms to 30 s, and shorter than <see cref="AttemptTimeout"/>.
    /// </summary>
    public TimeSpan ReplicaTimeout { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How often a failed call is tried again. Default 3; 0 to 10.</summary>
    public int RetryCount { get; set; } = 3;

    /// <summary>
    /// How long to wait before the first retry, on average. Each further wait is twice as long; all have jitter. Default 100 ms; 1 ms to 10 s.
    /// </summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The share of failed tries within <see cref="BreakerSamplingPeriod"/> at which the circuit breaker opens. While it is open, calls fail at once.
    /// Default 0.5; above 0, up to 1.
    /// </summary>
    public double BreakerFailureRatio { get; set; } = 0.5;

    /// <summary>
    /// How many tries within <see cref="BreakerSamplingPeriod"/> the circuit breaker needs before it can open. Default 20; 2 to 10,000.
    /// </summary>
    public int BreakerMinimumTries { get; set; } = 20;

    /// <summary>The time over which the circuit breaker counts tries. Default 5 s; 500 ms to 10 min.</summary>
    public TimeSpan BreakerSamplingPeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the circuit breaker stays open before it lets one call through as a test. Default 1 s; 500 ms to 1 min.</summary>
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(1);
}

/// <summary>Finds all errors of the settings. Each error names the setting, its value (except the URL) and the fix.</summary>
internal sealed class RedisTransportOptionsValidator : IValidateOptions<RedisTransportOptions>
{
    private const int MaxPrefixLength = 100;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    public ValidateOptionsResult Validate(string? name, RedisTransportOptions options)
    {
        List<string> errors = [];
        try
        {
            RedisUrl.Parse(options.Url, options.UrlSetting);
        }
        catch (FormatException e)
        {
            errors.Add(e.Message);
        }

        if (string.IsNullOrWhiteSpace(options.UrlSetting))
        {
            errors.Add($"{Setting(nameof(options.UrlSetting))} is blank. Leave it out, or set it to the name of the setting that holds the Redis URL.");
        }

        if (options.KeyPrefix is not { Length: > 0 and <= MaxPrefixLength } prefix || !prefix.All(IsPrefixCharacter))
        {
            errors.Add(
                $"{Setting(nameof(options.KeyPrefix))} is {Printable.Setting(options.KeyPrefix ?? "")}. "
                + $"Use 1 to {MaxPrefixLength} ASCII letters, digits, '-', '_', '.' and ':'.");
        }

        Within(nameof(options.AttemptTimeout), options.AttemptTimeout, 50 * Millisecond, 60 * Second);
        Within(nameof(options.ReplicaAcknowledgements), options.ReplicaAcknowledgements, 0, 10);
        Within(nameof(options.ReplicaTimeout), options.ReplicaTimeout, 10 * Millisecond, 30 * Second);
        if (options.ReplicaAcknowledgements > 0 && options.ReplicaTimeout >= options.AttemptTimeout)
        {
            errors.Add(
                $"{Setting(nameof(options.ReplicaTimeout))} is {options.ReplicaTimeout}. Set it below {Setting(nameof(options.AttemptTimeout))}, "
                + $"which is {options.AttemptTimeout}: replicas acknowledge within a try.");
        }

        Within(nameof(options.RetryCount), options.RetryCount, 0, 10);
        Within(nameof(options.RetryDelay), options.RetryDelay, Millisecond, 10 * Second);
        if (options.BreakerFailureRatio is not (> 0 and <= 1))
        {
            errors.Add(string.Create(
                CultureInfo.InvariantCulture, $"{Setting(nameof(options.BreakerFailureRatio))} is {options.BreakerFailureRatio}. Set it above 0 and to 1 at most."));
        }

        Within(nameof(options.BreakerMinimumTries), options.BreakerMinimumTries, 2, 10_000);
        Within(nameof(options.BreakerSamplingPeriod), options.BreakerSamplingPeriod, 500 * Millisecond, 600 * Second);
        Within(nameof(options.BreakDuration), options.BreakDuration, 500 * Millisecond, 60 * Second);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Within<T>(string setting, T value, T least, T most)
            where T : IComparable<T> => SettingRange.Check(errors, Setting(setting), value, least, most);
    }

    private static string Setting(string name) => $"{nameof(RedisTransportOptions)}.{name}";

    private static bool IsPrefixCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':';
}
