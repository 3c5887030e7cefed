using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the web side.</summary>
public static class LiveSubmissionsEndpointExtensions
{
    /// <summary>Maps <c>/ws/problems/{problemId}/submissions/</c> and the browser client <c>/live-submissions.js</c>.</summary>
    public static IEndpointConventionBuilder MapLiveSubmissions(this IEndpointRouteBuilder endpoints) => throw new NotImplementedException();

    /// <summary>Maps the browser client <c>/live-submissions.js</c> alone, for a host that serves pages and no sockets.</summary>
    public static IEndpointConventionBuilder MapLiveSubmissionsClient(this IEndpointRouteBuilder endpoints) => throw new NotImplementedException();
}
