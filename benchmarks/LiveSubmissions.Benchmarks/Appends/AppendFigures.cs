namespace LiveSubmissions.Benchmarks.Appends;

/// <summary>What one way of appending came to in one round.</summary>
/// <param name="PerSecond">Appends a second.</param>
/// <param name="Microseconds">CPU time of this process for an append.</param>
/// <param name="Bytes">Memory allocated in this process for an append.</param>
/// <param name="Scripts">Script calls that reached the server for an append.</param>
internal readonly record struct AppendFigures(double PerSecond, double Microseconds, double Bytes, double Scripts)
{
    public static AppendFigures MedianOf(IReadOnlyList<AppendFigures> rounds) => new(
        Median(rounds.Select(round => round.PerSecond)),
        Median(rounds.Select(round => round.Microseconds)),
        Median(rounds.Select(round => round.Bytes)),
        Median(rounds.Select(round => round.Scripts)));

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
