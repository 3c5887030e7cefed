using System.Globalization;

namespace LiveSubmissions.Log;

/// <summary>Makes the ids by which a log is told from another one, for transports.</summary>
public static class LogIdentity
{
    /// <summary>
    /// Makes an epoch: a random id, by which a client tells a log that was lost and made anew from the one that it has read. Clients see it, so it need not be hard to guess.
    /// </summary>
    public static string CreateEpoch() => Random.Shared.NextInt64(long.MinValue, long.MaxValue).ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>Makes an origin: a random id, a dot, and when the log was made.</summary>
    /// <param name="clock">The log's clock, in microseconds since 1970.</param>
    public static string CreateOrigin(long clock) => string.Create(CultureInfo.InvariantCulture, $"{CreateEpoch()}.{clock}");

    /// <summary>When the log was made, by its own clock; <see langword="null"/> if its origin does not say so.</summary>
    internal static long? MadeAt(string? origin) => origin?.LastIndexOf('.') is { } dot and > 0
        && long.TryParse(origin.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var clock)
            ? clock
            : null;
}
