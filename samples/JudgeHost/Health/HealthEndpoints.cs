using LiveSubmissions.AspNetCore;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace JudgeHost.Health;

/// <summary>
/// Maps <c>/health/live</c> (the process answers), <c>/health/ready</c> (so does everything that it needs) and <c>/health</c> (all that the doctor finds,
/// faults of other processes included: for people and alarms, not for an orchestrator).
/// </summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapChecks("/health/live", "live");
        endpoints.MapChecks("/health/ready", "ready");
        endpoints.MapChecks("/health", tag: null);
    }

    private static void MapChecks(this IEndpointRouteBuilder endpoints, string path, string? tag) => endpoints.MapHealthChecks(path, new HealthCheckOptions
    {
        Predicate = check => tag is null || check.Tags.Contains(tag),
        ResponseWriter = LiveSubmissionsHealthResponse.WriteAsync,
    });
}
