using LiveSubmissions.Contracts;

namespace JudgeHost.Browser.Tests.Honesty;

/// <summary>From one moment to another, in milliseconds of the wall clock that a page and its test share.</summary>
internal readonly record struct Span(double From, double To)
{
    /// <summary>Moments of this process and those that a page takes can be compared: they run on one machine.</summary>
    public static double Now => (DateTime.UtcNow - DateTime.UnixEpoch).TotalMilliseconds;

    /// <summary>Waits until so much time has passed since a moment.</summary>
    public static Task UntilPastAsync(double since, TimeSpan length) =>
        Eventually.TrueAsync(() => Now - since >= length.TotalMilliseconds, $"{length} have passed", length + TimeSpan.FromSeconds(20));

    public double Length => To - From;

    public Span? Overlap(Span other)
    {
        var both = new Span(Math.Max(From, other.From), Math.Min(To, other.To));
        return both.Length > 0 ? both : null;
    }
}
