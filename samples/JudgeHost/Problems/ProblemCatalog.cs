using System.Diagnostics.CodeAnalysis;

namespace JudgeHost.Problems;

/// <summary>The problems that this judge has.</summary>
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
