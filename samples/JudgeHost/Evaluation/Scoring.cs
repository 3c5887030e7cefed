namespace JudgeHost.Evaluation;

/// <summary>Scores one submission's predictions, on all rows or on a sample of them.</summary>
internal interface IScoring
{
    /// <summary>The metrics' names, in the order in which <see cref="Score"/> writes the results.</summary>
    IReadOnlyList<string> Metrics { get; }

    /// <summary>How many rows there are.</summary>
    int Rows { get; }

    /// <summary>Computes every metric on the given rows, which may repeat.</summary>
    /// <param name="rows">Numbers of rows, each below <see cref="Rows"/>.</param>
    /// <param name="results">One value per metric; NaN if it is not defined for these rows.</param>
    void Score(ReadOnlySpan<int> rows, Span<double> results);
}

/// <summary>Accuracy: the share of correct predictions. Macro F1: the mean of all classes' F1, with equal weights.</summary>
/// <remarks>
/// The F1 of a class is 2 TP / (2 TP + FP + FN). A class that is neither a label nor a prediction in the rows has no F1 and is left out. A class that is only
/// one of the two has 0.
/// </remarks>
internal sealed class ClassificationScoring(int[] labels, int[] predictions, int classes) : IScoring
{
    private readonly int[] _true = new int[classes];
    private readonly int[] _predicted = new int[classes];
    private readonly int[] _right = new int[classes];

    public IReadOnlyList<string> Metrics { get; } = ["accuracy", "macro_f1"];

    public int Rows => labels.Length;

    public void Score(ReadOnlySpan<int> rows, Span<double> results)
    {
        Array.Clear(_true);
        Array.Clear(_predicted);
        Array.Clear(_right);
        foreach (var row in rows)
        {
            var label = labels[row];
            var prediction = predictions[row];
            _true[label]++;
            _predicted[prediction]++;
            if (label == prediction) _right[label]++;
        }

        results[0] = (double)_right.Sum() / rows.Length;
        results[1] = MacroF1();
    }

    private double MacroF1()
    {
        var (sum, counted) = (0.0, 0);
        for (var i = 0; i < classes; i++)
        {
            var size = _true[i] + _predicted[i];
            if (size == 0) continue;
            sum += 2.0 * _right[i] / size;
            counted++;
        }

        return sum / counted;
    }
}

/// <summary>RMSE, MAE, and R²: the share of the labels' variance that the predictions explain. It is below 0 if the mean would predict better.</summary>
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
