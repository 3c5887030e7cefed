using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LiveSubmissions.AspNetCore.Tests.Hosting;

/// <summary>A host with every endpoint that the library has, and a list of them: what a test asks of each, it asks of a new one too.</summary>
internal static class EverySide
{
    public static Task<WebSide> StartAsync(Action<WebApplicationBuilder>? build = null, Action<WebApplication>? use = null) => WebSide.StartAsync(
        build: builder =>
        {
            builder.Environment.EnvironmentName = Environments.Development;
            builder.Services.AddSingleton<IHostEnvironment>(builder.Environment);
            builder.Services.AddHealthChecks().AddLiveSubmissions();
            build?.Invoke(builder);
        },
        map: app =>
        {
            use?.Invoke(app);
            app.MapLiveSubmissions();
            app.MapSubmissionGroup("users/{userId}/submissions", static (_, _) => ValueTask.FromResult<GroupAccess>(new SubmissionGroup("user_submissions_7")));
            app.MapLiveSubmissionsDoctor();
        });

    /// <summary>Every endpoint of the host, once for each of its methods.</summary>
    public static IReadOnlyList<EveryEndpoint> Endpoints(this WebSide web) =>
    [
        .. from endpoint in ((IEndpointRouteBuilder)web.App).DataSources.SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>()
           from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
           select new EveryEndpoint(method, Path(endpoint), endpoint),
    ];

    /// <summary>Maps health checks as operations.md says it.</summary>
    public static void MapHealth(this WebApplication app, string path) =>
        app.MapHealthChecks(path, new HealthCheckOptions { ResponseWriter = LiveSubmissionsHealthResponse.WriteAsync });

    private static string Path(RouteEndpoint endpoint) => string.Concat(endpoint.RoutePattern.PathSegments.Select(
        static segment => "/" + string.Concat(segment.Parts.Select(static part => part is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal ? literal.Content : "1"))));
}

/// <summary>An endpoint, and how it is asked.</summary>
internal sealed record EveryEndpoint(string Method, string Path, Endpoint Endpoint)
{
    /// <summary>The one file that every page may read.</summary>
    public bool IsPublic => Path == "/live-submissions.js";

    public override string ToString() => $"{Method} {Path}";
}
