using System.Globalization;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.Redis;

/// <summary>Finds every error of the settings; each names the setting, its value (but never the URL's) and the fix.</summary>
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
            errors.Add($"{Setting(nameof(options.UrlSetting))} is blank. Leave it out, or say which setting holds the Redis URL.");
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
