using System.Diagnostics.CodeAnalysis;

namespace JudgeHost.Problems;

/// <summary>The problems of this judge.</summary>
internal sealed class ProblemCatalog
{
    public IReadOnlyList<Problem> All { get; } =
    [
        new(
            1, "digits", "Handwritten digits",
            "Each row is a picture of 8 x 8 pixels, 0 (white) to 16 (black), of one handwritten digit. Predict the digit.",
            ProblemKind.Classification, 1_797, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], "0"),
        new(
            2, "iris", "Iris",
            "Each row holds the four measures of an iris flower, in centimetres. Predict its species.",
            ProblemKind.Classification, 150, ["setosa", "versicolor", "virginica"], "setosa"),
        new(
            3, "diabetes", "Diabetes",
            "Each row holds ten baseline measures of a patient. Predict a measure of the disease's progression one year later.",
            ProblemKind.Regression, 442, [], "150"),
    ];

    public bool TryFind(string? id, [NotNullWhen(true)] out Problem? problem)
    {
        problem = All.FirstOrDefault(each => string.Equals(each.Id.ToString(), id, StringComparison.Ordinal));
        return problem is not null;
    }

    public Problem Get(int id) => All.Single(problem => problem.Id == id);
}

/// <summary>The public part of a problem: it contains no labels.</summary>
/// <param name="Id">Its number in URLs.</param>
/// <param name="Slug">Its folder below the data sets.</param>
/// <param name="Title">Its name.</param>
/// <param name="Summary">What to do, in a sentence or two.</param>
/// <param name="Kind">What is predicted.</param>
/// <param name="Rows">How many predictions a submission has.</param>
/// <param name="Classes">The labels that may be predicted; empty for a regression.</param>
/// <param name="SamplePrediction">The prediction for every row in the sample submission.</param>
internal sealed record Problem(
    int Id, string Slug, string Title, string Summary, ProblemKind Kind, int Rows, IReadOnlyList<string> Classes, string SamplePrediction)
{
    /// <summary>The metric by which submissions are compared.</summary>
    public string ScoreMetric => Kind is ProblemKind.Classification ? "accuracy" : "rmse";

    /// <summary>Whether a higher score is better.</summary>
    public bool HigherIsBetter => Kind is ProblemKind.Classification;
}

/// <summary>What is predicted; it decides how submissions are scored.</summary>
internal enum ProblemKind
{
    /// <summary>One of a few labels: accuracy and macro F1.</summary>
    Classification,

    /// <summary>A number: RMSE, MAE and R².</summary>
    Regression,
}
