using LiveSubmissions.AspNetCore.Access;
using LiveSubmissions.AspNetCore.Wire;
using Microsoft.AspNetCore.Http;

namespace LiveSubmissions.AspNetCore.Views;

/// <summary>The views that every application has: a problem's submissions, and one of them.</summary>
internal sealed class ProblemViews(IEnumerable<AccessCheck> checks, ISubmissionGroupNaming naming)
{
    private readonly AccessCheck[] _checks = [.. checks];

    /// <summary>The view that a request's path names.</summary>
    public ValueTask<ViewAnswer> OfRouteAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var route = http.Request.RouteValues;
        return FindAsync(http, route["problemId"] as string, route["submissionId"] as string, cancellationToken);
    }

    /// <param name="http">The request, for the application's access check.</param>
    /// <param name="problemText">The problem's id as the client wrote it.</param>
    /// <param name="submissionText">The submission's; <see langword="null"/> for all of the problem's.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async ValueTask<ViewAnswer> FindAsync(HttpContext http, string? problemText, string? submissionText, CancellationToken cancellationToken)
    {
        if (!ProblemId.TryParse(problemText, out var problem)) return CloseCode.BadId;
        SubmissionId? submission = null;
        if (submissionText is not null)
        {
            if (!SubmissionId.TryParse(submissionText, out var id)) return CloseCode.BadId;
            submission = id;
        }

        foreach (var check in _checks)
        {
            if (CloseCode.For(await check.AskAsync(http, problem, cancellationToken).ConfigureAwait(false)) is { } refusal) return refusal;
        }

        return new SubmissionView(naming.ForProblem(problem), problem, submission);
    }
}
