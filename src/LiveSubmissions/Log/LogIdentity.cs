using System.Globalization;

namespace LiveSubmissions.Log;

/// <summary>Makes the random ids that distinguish one log from another. Transports use it.</summary>
public static class LogIdentity
{
    /// <summary>
    /// Makes an epoch, a random id of a log. If a log was lost and created again, it has another epoch, and a client sees that its position is of the old log.
    /// The epoch is not a secret: clients see it.
    /// </summary>
    public static string CreateEpoch() => Random.Shared.NextInt64(long.MinValue, long.MaxValue).ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>Makes an origin: a random id, a dot, and the time at which the log was created.</summary>
    /// <param name="clock">The time of the log's clock now, in microseconds since 1970.</param>
    public static string CreateOrigin(long clock) => string.Create(CultureInfo.InvariantCulture, $"{CreateEpoch()}.{clock}");

    /// <summary>When the log was created, by its own clock; <see langword="null"/> if its origin does not contain the time.</summary>
    internal static long? MadeAt(string? origin) => origin?.LastIndexOf('.') is { } dot and > 0
        && long.TryParse(origin.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var clock)
            ? clock
            : null;
}
