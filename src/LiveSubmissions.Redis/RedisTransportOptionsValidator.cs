using System.Globalization;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.Redis;

/// <summary>Finds every error of the settings; each names the setting, its value (but never the URL's) and the mend.</summary>
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
            RedisUrl.Parse(options.Url);
        }
        catch (FormatException e)
        {
            errors.Add($"{Setting(nameof(options.Url))}: {e.Message}");
        }

        if (options.KeyPrefix is not { Length: > 0 and <= MaxPrefixLength } prefix || !prefix.All(IsPrefixCharacter))
        {
            errors.Add(
                $"{Setting(nameof(options.KeyPrefix))} is {Printable.Setting(options.KeyPrefix ?? "")}: "
                + $"use 1 to {MaxPrefixLength} ASCII letters, digits, '-', '_', '.' and ':'.");
        }

        Within(nameof(options.AttemptTimeout), options.AttemptTimeout, 50 * Millisecond, 60 * Second);
        Within(nameof(options.ReplicaAcknowledgements), options.ReplicaAcknowledgements, 0, 10);
        Within(nameof(options.ReplicaTimeout), options.ReplicaTimeout, 10 * Millisecond, 30 * Second);
        if (options.ReplicaAcknowledgements > 0 && options.ReplicaTimeout >= options.AttemptTimeout)
        {
            errors.Add(
                $"{Setting(nameof(options.ReplicaTimeout))} is {options.ReplicaTimeout}: set it below {nameof(options.AttemptTimeout)}, "
                + $"which is {options.AttemptTimeout}, since replicas acknowledge within a try.");
        }

        Within(nameof(options.RetryCount), options.RetryCount, 0, 10);
        Within(nameof(options.RetryDelay), options.RetryDelay, Millisecond, 10 * Second);
        Within(nameof(options.BreakerFailureRatio), options.BreakerFailureRatio, double.Epsilon, 1.0);
        Within(nameof(options.BreakerMinimumTries), options.BreakerMinimumTries, 2, 10_000);
        Within(nameof(options.BreakerSamplingPeriod), options.BreakerSamplingPeriod, 500 * Millisecond, 600 * Second);
        Within(nameof(options.BreakDuration), options.BreakDuration, 500 * Millisecond, 60 * Second);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Within<T>(string setting, T value, T least, T most)
            where T : IComparable<T>, IFormattable
        {
            if (value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0) return;
            errors.Add(string.Create(
                CultureInfo.InvariantCulture, $"{Setting(setting)} is {value}: set it to {least} at least and {most} at most."));
        }
    }

    private static string Setting(string name) => $"{nameof(RedisTransportOptions)}.{name}";

    private static bool IsPrefixCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':';
}
