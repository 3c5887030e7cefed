using System.Globalization;

namespace LiveSubmissions.Log;

/// <summary>A log's origin: a random id, a dot, and the log's clock in microseconds when it was made.</summary>
internal static class LogOrigin
{
    public static string Create(long clock) => string.Create(CultureInfo.InvariantCulture, $"{LogEpoch.Create()}.{clock}");

    /// <summary>When the log was made, by its own clock; nothing if its origin does not say so.</summary>
    public static long? MadeAt(string? origin) => origin?.LastIndexOf('.') is { } dot and > 0
        && long.TryParse(origin.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var clock)
            ? clock
            : null;
}

/// <summary>
/// Makes epochs: random, so that a log that was lost and made anew is told from the one that was read. Every client sees them, so they need not be
/// unguessable; every append takes one along, so they must cost little.
/// </summary>
internal static class LogEpoch
{
    public static string Create() => Random.Shared.NextInt64(long.MinValue, long.MaxValue).ToString("x16", CultureInfo.InvariantCulture);
}
