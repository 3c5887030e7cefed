namespace JudgeHost.Evaluation;

/// <summary>Accuracy: the share of right predictions. Macro F1: the mean of the classes' F1, each class counting the same.</summary>
/// <remarks>
/// A class's F1 is 2 TP / (2 TP + FP + FN). A class that is neither among the rows' labels nor predicted for them has none and does not count;
/// one that is only predicted, or only there, has 0.
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
