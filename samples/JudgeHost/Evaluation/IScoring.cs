namespace JudgeHost.Evaluation;

/// <summary>Scores one submission's predictions, on all rows or on a sample of them.</summary>
internal interface IScoring
{
    /// <summary>The metrics' names, in the order of what <see cref="Score"/> writes.</summary>
    IReadOnlyList<string> Metrics { get; }

    /// <summary>How many rows there are.</summary>
    int Rows { get; }

    /// <summary>Computes every metric on the given rows, which may repeat.</summary>
    /// <param name="rows">Numbers of rows, each below <see cref="Rows"/>.</param>
    /// <param name="results">One value a metric; NaN where these rows do not define it.</param>
    void Score(ReadOnlySpan<int> rows, Span<double> results);
}
