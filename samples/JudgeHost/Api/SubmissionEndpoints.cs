using System.Globalization;
using JudgeHost.Problems;
using JudgeHost.Queue;
using JudgeHost.Submissions;
using LiveSubmissions;
using LiveSubmissions.Feed;

namespace JudgeHost.Api;

/// <summary>Uploads, lists and rejudges submissions.</summary>
internal static class SubmissionEndpoints
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 1_000;

    public static void MapSubmissions(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/api/problems/{id}/submissions", UploadAsync).DisableAntiforgery();
        endpoints.MapGet("/api/problems/{id}/submissions", ListAsync);
        endpoints.MapGet("/api/submissions/{id}", FindAsync);
        endpoints.MapPost("/api/submissions/{id}/rejudge", RejudgeAsync);
    }

    private static async Task<IResult> UploadAsync(
        string id, HttpRequest request, ProblemCatalog catalog, SubmissionChanges changes, EvaluationQueue queue, CancellationToken cancellationToken)
    {
        if (!catalog.TryFind(id, out var problem)) return ApiProblems.UnknownProblem(id, catalog);
        var (upload, error) = await Upload.ReadAsync(request, cancellationToken);
        if (upload is null) return error!;
        var row = await changes.AddAsync(problem.Id, upload.Participant, upload.FileName, upload.Content, cancellationToken);
        return await EnqueueAsync(row, queue);
    }

    private static async Task<IResult> ListAsync(
        string id, string? limit, ProblemCatalog catalog, SubmissionStore store, ISubmissionFeed feed, ISubmissionGroupNaming naming, CancellationToken cancellationToken)
    {
        if (!catalog.TryFind(id, out var problem)) return ApiProblems.UnknownProblem(id, catalog);
        if (!TryReadLimit(limit, out var rows)) return ApiProblems.WrongLimit(limit!);

        // Read the position first: a change between the two reads is then sent twice, and never missed.
        var position = await feed.TryGetPositionAsync(naming.ForProblem(problem.Id), cancellationToken);
        var newest = await store.NewestAsync(problem.Id, rows, cancellationToken);
        return Results.Ok(new SubmissionList(position?.ToString(), [.. newest.Select(SubmissionView.From)]));
    }

    private static async Task<IResult> FindAsync(string id, SubmissionStore store, CancellationToken cancellationToken) =>
        TryReadId(id, out var number) && await store.FindAsync(number, cancellationToken) is { } row
            ? Results.Ok(SubmissionView.From(row))
            : ApiProblems.UnknownSubmission(id);

    private static async Task<IResult> RejudgeAsync(string id, SubmissionChanges changes, EvaluationQueue queue, CancellationToken cancellationToken)
    {
        if (!TryReadId(id, out var number)) return ApiProblems.UnknownSubmission(id);
        var row = await changes.ApplyAsync(number, QueueAgain, cancellationToken);
        return row is null ? ApiProblems.UnknownSubmission(id) : await EnqueueAsync(row, queue);

        static bool QueueAgain(Submission row, DateTime now)
        {
            row.QueueAgain();
            return true;
        }
    }

    private static async Task<IResult> EnqueueAsync(Submission row, EvaluationQueue queue) => await queue.TryEnqueueAsync(row)
        ? Results.Accepted($"/api/submissions/{row.Id}", new SubmissionAnswer(row.Id, row.Status))
        : ApiProblems.NotQueued(row.Id);

    private static bool TryReadId(string text, out long id) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id);

    private static bool TryReadLimit(string? text, out int limit)
    {
        limit = DefaultLimit;
        return string.IsNullOrEmpty(text)
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= MaxLimit);
    }
}
