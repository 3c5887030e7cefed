using System.Globalization;
using System.Text.Json.Nodes;

namespace LiveSubmissions.Benchmarks.Appends;

/// <summary>What both ways append: the same submissions of the same problems with the same metrics.</summary>
internal static class AppendWork
{
    public const int Problems = 16;

    /// <summary>The most submissions at once.</summary>
    public const int MaxInFlight = 1000;

    public static int ProblemOf(int submission) => submission % Problems;

    public static JsonObject Metrics() => new() { ["accuracy"] = 0.95, ["macro_f1"] = 0.93 };

    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
