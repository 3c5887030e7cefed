using LiveSubmissions.AspNetCore.Wire;
using Microsoft.AspNetCore.Http;

namespace LiveSubmissions.AspNetCore.Following;

/// <summary>What a client follows: all submissions of a group, or one of them.</summary>
internal readonly record struct GroupView(SubmissionGroup Group, ProblemId? Problem = null, SubmissionId? Submission = null)
{
    /// <summary>The view as log lines write it.</summary>
    public override string ToString()
    {
        var whole = Problem is { } problem ? $"problem_id={problem}" : $"group={Group}";
        return Submission is { } submission ? $"{whole}, submission_id={submission}" : whole;
    }
}

/// <summary>What a request may follow, or why it may not.</summary>
internal readonly record struct ViewAnswer(GroupView View, CloseCode? Refusal)
{
    public static implicit operator ViewAnswer(GroupView view) => new(view, null);

    public static implicit operator ViewAnswer(CloseCode refusal) => new(default, refusal);

    /// <summary>The default value of <see cref="GroupAccess"/>, which no application chose, is a refusal.</summary>
    public static ViewAnswer From(GroupAccess access) =>
        access.Group is { } group ? new GroupView(group) : CloseCode.For(access.Refusal) ?? CloseCode.Forbidden;
}

/// <summary>Decides what a request may follow. An endpoint calls it once for each connection or poll, when it can still tell the client of a refusal.</summary>
internal delegate ValueTask<ViewAnswer> ViewSource(HttpContext http, CancellationToken cancellationToken);

/// <summary>A check that the application gave to <c>AddAccess</c>.</summary>
internal sealed class AccessCheck(Func<HttpContext, ProblemId, CancellationToken, ValueTask<SubmissionAccess>> ask)
{
    public ValueTask<SubmissionAccess> AskAsync(HttpContext http, ProblemId problem, CancellationToken cancellationToken) =>
        ask(http, problem, cancellationToken);
}

/// <summary>The views that every application has: the submissions of a problem, and one of them.</summary>
internal sealed class ProblemViews(IEnumerable<AccessCheck> checks, ISubmissionGroupNaming naming)
{
    private readonly AccessCheck[] _checks = [.. checks];

    /// <summary>The view that the path of a request names.</summary>
    public ValueTask<ViewAnswer> FindFromRouteAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var route = http.Request.RouteValues;
        return FindAsync(http, route["problemId"] as string, route["submissionId"] as string, cancellationToken);
    }

    /// <param name="http">The request, for the application's access checks.</param>
    /// <param name="problemText">The problem's id as the client wrote it.</param>
    /// <param name="submissionText">The submission's id as the client wrote it; <see langword="null"/> for all submissions of the problem.</param>
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

        return new GroupView(naming.ForProblem(problem), problem, submission);
    }
}
