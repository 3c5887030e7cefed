using Microsoft.AspNetCore.Http;

namespace LiveSubmissions.AspNetCore.Access;

/// <summary>What the application gave to <c>AddAccess</c>.</summary>
internal sealed class AccessCheck(Func<HttpContext, ProblemId, CancellationToken, ValueTask<SubmissionAccess>> ask)
{
    public ValueTask<SubmissionAccess> AskAsync(HttpContext http, ProblemId problem, CancellationToken cancellationToken) => ask(http, problem, cancellationToken);
}
