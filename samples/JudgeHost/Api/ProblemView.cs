using JudgeHost.Problems;

namespace JudgeHost.Api;

/// <summary>A problem as the API shows it.</summary>
internal sealed record ProblemView(
    int Id,
    string Slug,
    string Title,
    string Summary,
    string Kind,
    int Rows,
    IReadOnlyList<string> Classes,
    string ScoreMetric,
    bool HigherIsBetter,
    string FeaturesUrl,
    string SampleSubmissionUrl,
    string SubmissionsUrl)
{
    public static ProblemView From(Problem problem) => new(
        problem.Id, problem.Slug, problem.Title, problem.Summary, problem.Kind is ProblemKind.Classification ? "classification" : "regression",
        problem.Rows, problem.Classes, problem.ScoreMetric, problem.HigherIsBetter, $"/api/problems/{problem.Id}/features.csv",
        $"/api/problems/{problem.Id}/sample-submission.csv", $"/api/problems/{problem.Id}/submissions");
}
