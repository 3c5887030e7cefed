namespace JudgeHost.Evaluation;

/// <summary>
/// The bootstrap (B. Efron, 1979): draws as many rows as there are, with replacement, and scores them; and does so many times. The spread of these scores
/// shows how uncertain the metric is on this data.
/// </summary>
/// <remarks>The seed is fixed: the same file gets the same intervals every time.</remarks>
internal sealed class Bootstrap
{
    private const int Seed = 20_260_101;

    private readonly IScoring _scoring;
    private readonly double[][] _samples;
    private readonly int[] _rows;
    private readonly Random _random = new(Seed);
    private int _done;

    public Bootstrap(IScoring scoring, int resamples)
    {
        _scoring = scoring;
        _samples = [.. scoring.Metrics.Select(_ => new double[resamples])];
        _rows = new int[scoring.Rows];
    }

    public double Progress => (double)_done / _samples[0].Length;

    public bool IsDone => _done == _samples[0].Length;

    /// <summary>Draws some more samples.</summary>
    public void Draw(int count)
    {
        Span<double> scores = stackalloc double[_samples.Length];
        for (var end = Math.Min(_done + count, _samples[0].Length); _done < end; _done++)
        {
            for (var i = 0; i < _rows.Length; i++) _rows[i] = _random.Next(_rows.Length);
            _scoring.Score(_rows, scores);
            for (var metric = 0; metric < scores.Length; metric++) _samples[metric][_done] = scores[metric];
        }
    }

    public Interval IntervalFor(int metric) => Interval.From(_samples[metric]);
}

/// <summary>The 95% confidence interval of a metric.</summary>
internal readonly record struct Interval(double Low, double High)
{
    /// <summary>From the 2.5th to the 97.5th percentile, interpolated linearly. NaN values are left out; without values the interval is NaN.</summary>
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

        // Equal neighbours may both be infinite, and infinity minus infinity is NaN.
        if (sorted[below] == sorted[above]) return sorted[below];
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
