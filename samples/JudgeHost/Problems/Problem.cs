namespace JudgeHost.Problems;

/// <summary>A problem as everybody may know it: nothing here tells a label.</summary>
/// <param name="Id">Its number in URLs.</param>
/// <param name="Slug">Its folder below the data sets.</param>
/// <param name="Title">Its name.</param>
/// <param name="Summary">What to do, in a sentence or two.</param>
/// <param name="Kind">What is predicted.</param>
/// <param name="Rows">How many predictions a submission has.</param>
/// <param name="Classes">The labels that may be predicted; empty for a regression.</param>
/// <param name="SamplePrediction">What the sample submission predicts for every row.</param>
internal sealed record Problem(
    int Id, string Slug, string Title, string Summary, ProblemKind Kind, int Rows, IReadOnlyList<string> Classes, string SamplePrediction)
{
    /// <summary>The metric that submissions are compared by.</summary>
    public string ScoreMetric => Kind is ProblemKind.Classification ? "accuracy" : "rmse";

    /// <summary>Whether a greater score is the better one.</summary>
    public bool HigherIsBetter => Kind is ProblemKind.Classification;
}
