using System.Security.Cryptography;

namespace LiveSubmissions.Log;

/// <summary>Makes epochs: random, so that a log that was lost and made anew is told from the one that was read.</summary>
internal static class LogEpoch
{
    private const int Bytes = 8;

    public static string Create() => RandomNumberGenerator.GetHexString(Bytes * 2, lowercase: true);
}
