using LiveSubmissions.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the health checks of LiveSubmissions.</summary>
public static class LiveSubmissionsHealthChecksBuilderExtensions
{
    private const string NoServices =
        "AddHealthChecks().AddLiveSubmissions() adds the checks of LiveSubmissions, which itself is not added. Call builder.Services.AddLiveSubmissions() too, "
        + "before the application is built.";

    /// <summary>
    /// Adds the health checks for an orchestrator. Three checks have the tag <c>ready</c> and are unhealthy exactly when this process cannot deliver updates:
    /// <c>live_submissions_configured</c>, <c>live_submissions_transport</c> (the transport answers) and <c>live_submissions_round_trip</c> (a probe is stored
    /// and comes back as a notification). One check has the tag <c>live</c>: <c>live_submissions_alive</c> is healthy as long as the process answers. Each
    /// failure names its cause and its fix.
    /// </summary>
    /// <remarks>
    /// The checks make two short calls to the transport, at most every two seconds, even if many probes ask. They need <c>AddLiveSubmissions()</c> on the
    /// service collection.
    /// </remarks>
    public static IHealthChecksBuilder AddLiveSubmissions(this IHealthChecksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<HealthCheckServiceOptions>()
            .Validate<IServiceProvider>(static (_, services) => services.GetService<IServiceProviderIsService>()?.IsService(typeof(StepHealthChecks)) ?? true, NoServices)
            .ValidateOnStart();
        builder.AddCheck("live_submissions_alive", () => HealthCheckResult.Healthy("The process answers."), ["live"]);
        builder.AddStep("live_submissions_configured", "configuration", HealthStatus.Unhealthy, "ready");
        builder.AddStep("live_submissions_transport", "transport", HealthStatus.Unhealthy, "ready");
        builder.AddStep("live_submissions_round_trip", "round-trip", HealthStatus.Unhealthy, "ready");
        return builder;
    }

    /// <summary>
    /// Adds the other steps of docs/troubleshooting.md as health checks with the tag <c>doctor</c>. They are for people and alarms, not for an orchestrator: a
    /// check is degraded also when the failure is in another process. A probe asks every process for a report, at most every two seconds. A process with
    /// <c>AddRecords</c> then reads the application's database and compares it with the logs.
    /// </summary>
    /// <param name="builder">The health checks builder, after a call of <see cref="AddLiveSubmissions(IHealthChecksBuilder)"/>.</param>
    public static IHealthChecksBuilder AddLiveSubmissionsDoctor(this IHealthChecksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        foreach (var step in (string[])["eviction", "clocks", "nodes", "versions", "workers", "unfinished", "records", "outbox", "mirrors", "clients"])
        {
            builder.AddStep($"live_submissions_{step}", step, HealthStatus.Degraded, "doctor");
        }

        return builder;
    }

    private static void AddStep(this IHealthChecksBuilder builder, string name, string step, HealthStatus failure, string tag) =>
        builder.Add(new HealthCheckRegistration(name, services => services.GetRequiredService<StepHealthChecks>().For(step), failure, [tag]));
}
