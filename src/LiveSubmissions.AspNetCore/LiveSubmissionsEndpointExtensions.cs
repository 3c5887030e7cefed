using LiveSubmissions;
using LiveSubmissions.AspNetCore;
using LiveSubmissions.AspNetCore.Client;
using LiveSubmissions.AspNetCore.SignalR;
using LiveSubmissions.AspNetCore.Views;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the web side.</summary>
public static class LiveSubmissionsEndpointExtensions
{
    private const string ClientPattern = "/live-submissions.js";
    private const string ProblemView = "problems/{problemId}/submissions";
    private const string SubmissionView = ProblemView + "/{submissionId}";

    /// <summary>
    /// Maps the endpoints of <c>problems/{problemId}/submissions</c> and of one submission, <c>problems/{problemId}/submissions/{submissionId}</c>,
    /// the SignalR hub <c>/hubs/submissions</c>, and the browser client <c>/live-submissions.js</c>. The endpoints are <c>/ws/…/</c> (WebSocket),
    /// <c>/sse/…/</c> (server-sent events) and <c>/…/changes</c> (polling), each with and without the last slash. The host need call neither
    /// <c>UseWebSockets()</c> nor <c>UseCors()</c> nor <c>AddSignalR()</c>.
    /// </summary>
    /// <remarks>
    /// Conventions that are added to what this returns hold for the endpoints; the browser client is a public file. Authorization that is
    /// required here answers 401 or 403 before the upgrade or the first event, which a browser's page cannot tell from a server that is
    /// down: prefer <c>AddAccess</c>, whose codes say what is the matter. Preflights are let through: browsers send no credentials with them.
    /// </remarks>
    /// <param name="endpoints">The application, or a group of its routes.</param>
    /// <exception cref="InvalidOperationException"><c>AddWebEndpoints()</c> was not called.</exception>
    public static IEndpointConventionBuilder MapLiveSubmissions(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var view = ViewEndpoints.Create(endpoints, nameof(MapLiveSubmissions));
        endpoints.MapLiveSubmissionsClient();
        var views = endpoints.ServiceProvider.GetRequiredService<ProblemViews>();
        return new AllEndpoints(
            [.. view.Map(ProblemView, views.OfRouteAsync), .. view.Map(SubmissionView, views.OfRouteAsync), HubEndpoint.Map(endpoints)]);
    }

    /// <summary>
    /// Maps the endpoints of an additional group: one that <see cref="ISubmissionGroupNaming.AdditionalGroups"/> names, for instance
    /// <c>MapSubmissionGroup("users/{userId}/submissions", …)</c> for <c>/ws/users/7/submissions/</c> (WebSocket),
    /// <c>/sse/users/7/submissions/</c> (server-sent events) and <c>/users/7/submissions/changes</c> (polling).
    /// </summary>
    /// <param name="endpoints">The application, or a group of its routes.</param>
    /// <param name="pattern">The route without its endpoint, parameters included: no slash at either end.</param>
    /// <param name="follow">
    /// Given the request, says which group it may follow, or why none: return a <see cref="SubmissionGroup"/> or a <see cref="SubmissionAccess"/>.
    /// Asked once for each connection and each poll. Nothing else guards the group. If it throws, the client is told 1011.
    /// </param>
    /// <exception cref="InvalidOperationException"><c>AddWebEndpoints()</c> was not called.</exception>
    public static IEndpointConventionBuilder MapSubmissionGroup(
        this IEndpointRouteBuilder endpoints, string pattern, Func<HttpContext, CancellationToken, ValueTask<GroupAccess>> follow)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrWhiteSpace(pattern);
        ArgumentNullException.ThrowIfNull(follow);
        var view = ViewEndpoints.Create(endpoints, nameof(MapSubmissionGroup));
        return new AllEndpoints(view.Map(pattern.Trim('/'), async (http, cancellationToken) => (await follow(http, cancellationToken).ConfigureAwait(false)).Answer));
    }

    /// <summary>
    /// Maps the browser client <c>/live-submissions.js</c> alone, for a host that serves pages and no sockets. It needs no services;
    /// <see cref="MapLiveSubmissions"/> maps it too, so call one of the two.
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
