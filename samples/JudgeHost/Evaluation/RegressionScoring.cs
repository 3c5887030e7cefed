namespace JudgeHost.Evaluation;

/// <summary>RMSE, MAE, and R²: the share of the labels' variance that the predictions explain, below 0 when the mean would do better.</summary>
internal sealed class RegressionScoring(double[] labels, double[] predictions) : IScoring
{
    public IReadOnlyList<string> Metrics { get; } = ["rmse", "mae", "r2"];

    public int Rows => labels.Length;

    public void Score(ReadOnlySpan<int> rows, Span<double> results)
    {
        var (squares, absolutes, sum) = (0.0, 0.0, 0.0);
        foreach (var row in rows)
        {
            var error = labels[row] - predictions[row];
            squares += error * error;
            absolutes += Math.Abs(error);
            sum += labels[row];
        }

        var mean = sum / rows.Length;
        var variance = 0.0;
        foreach (var row in rows) variance += (labels[row] - mean) * (labels[row] - mean);

        results[0] = Math.Sqrt(squares / rows.Length);
        results[1] = absolutes / rows.Length;
        results[2] = variance == 0 ? double.NaN : 1 - (squares / variance);
    }
}
