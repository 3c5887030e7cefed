using JudgeHost.Problems;

namespace JudgeHost.Api;

/// <summary>The API's errors, as problem+json. Each one says how to fix it.</summary>
internal static class ApiProblems
{
    public static IResult UnknownProblem(string id, ProblemCatalog catalog) => Results.Problem(
        title: "Unknown problem", statusCode: StatusCodes.Status404NotFound,
        detail: $"There is no problem '{id}'. There are {string.Join(", ", catalog.All.Select(problem => problem.Id))}; see /api/problems.");

    public static IResult UnknownSubmission(string id) => Results.Problem(
        title: "Unknown submission", statusCode: StatusCodes.Status404NotFound, detail: $"There is no submission '{id}'.");

    public static IResult NotAnUpload(string detail) => Results.Problem(
        title: "Not an upload", statusCode: StatusCodes.Status400BadRequest, detail: detail);

    public static IResult TooLarge() => Results.Problem(
        title: "File too large", statusCode: StatusCodes.Status413PayloadTooLarge,
        detail: $"A submission has at most {Upload.MaxFileBytes / (1024 * 1024)} MB.");

    public static IResult WrongLimit(string limit) => Results.Problem(
        title: "Wrong limit", statusCode: StatusCodes.Status400BadRequest,
        detail: $"The limit is '{limit}'. Use a whole number from 1 to {SubmissionEndpoints.MaxLimit}; the default is {SubmissionEndpoints.DefaultLimit}.");

    public static IResult NotQueued(long id) => Results.Problem(
        title: "The job queue does not answer", statusCode: StatusCodes.Status503ServiceUnavailable,
        detail: $"Submission {id} is saved as failed. Rejudge it once the queue is back: POST /api/submissions/{id}/rejudge.");
}
