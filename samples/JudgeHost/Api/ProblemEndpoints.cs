using JudgeHost.Problems;

namespace JudgeHost.Api;

/// <summary>The problems and their public files. The labels have no endpoint.</summary>
internal static class ProblemEndpoints
{
    public static void MapProblems(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/problems", (ProblemCatalog catalog) => catalog.All.Select(ProblemView.From));

        endpoints.MapGet("/api/problems/{id}", (string id, ProblemCatalog catalog) =>
            catalog.TryFind(id, out var problem) ? Results.Ok(ProblemView.From(problem)) : ApiProblems.UnknownProblem(id, catalog));

        endpoints.MapGet("/api/problems/{id}/features.csv", (string id, ProblemCatalog catalog, ProblemFiles files) =>
            catalog.TryFind(id, out var problem)
                ? Results.File(files.FeaturesPath(problem), "text/csv; charset=utf-8", $"{problem.Slug}-features.csv")
                : ApiProblems.UnknownProblem(id, catalog));

        endpoints.MapGet("/api/problems/{id}/sample-submission.csv", async (string id, ProblemCatalog catalog, ProblemFiles files, CancellationToken cancellationToken) =>
        {
            if (!catalog.TryFind(id, out var problem)) return ApiProblems.UnknownProblem(id, catalog);
            var sample = await files.SampleSubmissionAsync(problem, cancellationToken);
            return Results.File(System.Text.Encoding.UTF8.GetBytes(sample), "text/csv; charset=utf-8", $"{problem.Slug}-sample-submission.csv");
        });
    }
}

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
