using LiveSubmissions;
using LiveSubmissions.AspNetCore;
using LiveSubmissions.AspNetCore.Answers;
using LiveSubmissions.AspNetCore.Client;
using LiveSubmissions.AspNetCore.Following;
using LiveSubmissions.AspNetCore.Registration;
using LiveSubmissions.AspNetCore.SignalR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the endpoints and the browser client.</summary>
public static class LiveSubmissionsEndpointExtensions
{
    private const string ClientPattern = "/live-submissions.js";
    private const string ProblemView = "problems/{problemId}/submissions";
    private const string SubmissionView = ProblemView + "/{submissionId}";

    /// <summary>
    /// Maps the endpoints of <c>problems/{problemId}/submissions</c> and of one submission, <c>problems/{problemId}/submissions/{submissionId}</c>,
    /// the SignalR hub <c>/hubs/submissions</c>, and the browser client <c>/live-submissions.js</c>. The endpoints are <c>/ws/…/</c> (WebSocket),
    /// <c>/sse/…/</c> (server-sent events) and <c>/…/changes</c> (polling), each with and without the last slash. The host does not have to call
    /// <c>UseWebSockets()</c>, <c>UseCors()</c> or <c>AddSignalR()</c>.
    /// </summary>
    /// <remarks>
    /// Conventions that are added to the returned builder apply to the endpoints, but not to the browser client, which is a public file. Prefer
    /// <c>AddAccess</c> to <c>RequireAuthorization</c>: the latter answers 401 or 403 before the upgrade or the first event, and a page cannot tell that from a
    /// server that is down, while the codes of <c>AddAccess</c> say what is wrong. Authorization does not apply to preflights, because browsers send no
    /// credentials with them.
    /// </remarks>
    /// <param name="endpoints">The application, or a group of its routes.</param>
    /// <exception cref="InvalidOperationException"><c>AddWebEndpoints()</c> was not called.</exception>
    public static IEndpointConventionBuilder MapLiveSubmissions(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        AllEndpoints.CheckServices(endpoints, nameof(MapLiveSubmissions));
        var view = new ViewEndpoints(endpoints);
        endpoints.MapLiveSubmissionsClient();
        var views = endpoints.ServiceProvider.GetRequiredService<ProblemViews>();
        return new AllEndpoints(
            [.. view.Map(ProblemView, views.FindFromRouteAsync), .. view.Map(SubmissionView, views.FindFromRouteAsync), HubEndpoint.Map(endpoints)]);
    }

    /// <summary>
    /// Maps the endpoints of an additional group, which <see cref="ISubmissionGroupNaming.AdditionalGroups"/> names. For instance
    /// <c>MapSubmissionGroup("users/{userId}/submissions", …)</c> maps <c>/ws/users/7/submissions/</c> (WebSocket),
    /// <c>/sse/users/7/submissions/</c> (server-sent events) and <c>/users/7/submissions/changes</c> (polling).
    /// </summary>
    /// <param name="endpoints">The application, or a group of its routes.</param>
    /// <param name="pattern">The route without the part that names the endpoint, with its parameters, without a slash at either end.</param>
    /// <param name="follow">
    /// Decides which group the request may follow: returns a <see cref="SubmissionGroup"/>, or a <see cref="SubmissionAccess"/> as the refusal.
    /// It is called once for each connection and each poll. Nothing else protects the group. If it throws, the client is told 1011.
    /// </param>
    /// <exception cref="InvalidOperationException"><c>AddWebEndpoints()</c> was not called.</exception>
    public static IEndpointConventionBuilder MapSubmissionGroup(
        this IEndpointRouteBuilder endpoints, string pattern, Func<HttpContext, CancellationToken, ValueTask<GroupAccess>> follow)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrWhiteSpace(pattern);
        ArgumentNullException.ThrowIfNull(follow);
        AllEndpoints.CheckServices(endpoints, nameof(MapSubmissionGroup));
        return new AllEndpoints(new ViewEndpoints(endpoints).Map(
            pattern.Trim('/'), async (http, cancellationToken) => ViewAnswer.From(await follow(http, cancellationToken).ConfigureAwait(false))));
    }

    /// <summary>
    /// Maps only the browser client <c>/live-submissions.js</c>, for a host that serves pages but no endpoints. It needs no services.
    /// <see cref="MapLiveSubmissions"/> maps it too, so call only one of the two.
    /// </summary>
    /// <param name="endpoints">The application, or a group of its routes.</param>
    public static IEndpointConventionBuilder MapLiveSubmissionsClient(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return endpoints.MapMethods(ClientPattern, ["GET", "HEAD"], ClientScript.ServeAsync)
            .WithDisplayName("LiveSubmissions browser client")
            .NeverCached()
            .WithMetadata(new AllowAnonymousAttribute());
    }
}
