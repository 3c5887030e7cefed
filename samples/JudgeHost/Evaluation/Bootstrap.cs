namespace JudgeHost.Evaluation;

/// <summary>
/// The bootstrap: draw as many rows as there are, with replacement, score them, and do so many times. How the scores scatter tells how far the
/// metric on this data is to be trusted (B. Efron, 1979).
/// </summary>
/// <remarks>Always from the same seed: the same file has the same intervals whenever and wherever it is evaluated.</remarks>
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

    public Interval IntervalOf(int metric) => Interval.From(_samples[metric]);
}
