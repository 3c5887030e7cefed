using System.Net;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace JudgeHost.Health;

/// <summary>
/// Maps <c>/health/live</c> (the process answers), <c>/health/ready</c> (everything that it needs answers) and <c>/health</c> (everything that the doctor
/// checks, other processes included: for people and alarms, not for an orchestrator).
/// </summary>
/// <remarks>
/// Everybody gets one word, which is enough for a probe. Details name servers and causes, and <c>/health</c> reads whole logs: so both are only for callers on
/// this machine. An application whose users sign in uses <c>RequireAuthorization</c> instead.
/// </remarks>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapChecks("/health/live", "live");
        endpoints.MapChecks("/health/ready", "ready");
        endpoints.MapChecks("/health", tag: null).Add(static endpoint =>
        {
            var check = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = http => IsLocal(http) ? check(http) : Results.NotFound().ExecuteAsync(http);
        });
    }

    private static IEndpointConventionBuilder MapChecks(this IEndpointRouteBuilder endpoints, string path, string? tag) => endpoints.MapHealthChecks(path, new HealthCheckOptions
    {
        Predicate = check => tag is null || check.Tags.Contains(tag),
        ResponseWriter = static (http, report) =>
            IsLocal(http) ? LiveSubmissionsHealthResponse.WriteAsync(http, report) : http.Response.WriteAsync(report.Status.ToString()),
    });

    /// <summary>Whether the caller is on this machine, and is not a proxy: a proxy sends these headers.</summary>
    private static bool IsLocal(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !http.Request.Headers.ContainsKey("X-Forwarded-For") && !http.Request.Headers.ContainsKey("Forwarded");
}
