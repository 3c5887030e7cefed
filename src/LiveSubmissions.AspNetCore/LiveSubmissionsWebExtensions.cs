using LiveSubmissions;
using LiveSubmissions.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the web side.</summary>
public static class LiveSubmissionsWebExtensions
{
    /// <summary>Adds what <c>MapLiveSubmissions()</c> needs.</summary>
    public static ILiveSubmissionsBuilder AddWebEndpoints(this ILiveSubmissionsBuilder builder, Action<WebEndpointsOptions>? configure = null) => throw new NotImplementedException();

    /// <summary>Says who may follow which problem, and which problems exist. Without it everybody may follow everything.</summary>
    public static ILiveSubmissionsBuilder AddAccess(this ILiveSubmissionsBuilder builder, Func<HttpContext, ProblemId, CancellationToken, ValueTask<SubmissionAccess>> check) => throw new NotImplementedException();
}
