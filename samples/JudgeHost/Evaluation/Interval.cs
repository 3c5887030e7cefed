namespace JudgeHost.Evaluation;

/// <summary>Where a metric lies with 95% confidence.</summary>
internal readonly record struct Interval(double Low, double High)
{
    /// <summary>From the 2.5th to the 97.5th percentile, between neighbours in proportion. NaN is left out; of nothing the interval is NaN.</summary>
    public static Interval From(IEnumerable<double> samples)
    {
        var sorted = samples.Where(sample => !double.IsNaN(sample)).ToArray();
        Array.Sort(sorted);
        return new Interval(Percentile(sorted, 0.025), Percentile(sorted, 0.975));
    }

    private static double Percentile(double[] sorted, double share)
    {
        if (sorted.Length == 0) return double.NaN;
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);

        // Equal neighbours may both be infinite, and infinity minus infinity is no number.
        if (sorted[below] == sorted[above]) return sorted[below];
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
