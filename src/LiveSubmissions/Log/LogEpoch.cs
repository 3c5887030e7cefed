using System.Globalization;

namespace LiveSubmissions.Log;

/// <summary>
/// Makes epochs: random, so that a log that was lost and made anew is told from the one that was read. Every client sees them, so they need not be
/// unguessable; every append takes one along, so they must cost little.
/// </summary>
internal static class LogEpoch
{
    public static string Create() => Random.Shared.NextInt64(long.MinValue, long.MaxValue).ToString("x16", CultureInfo.InvariantCulture);
}
