using JudgeHost.Problems;

namespace JudgeHost.Api;

/// <summary>The problems, and what participants get of them. Labels have no endpoint.</summary>
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
