using LiveSubmissions.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds LiveSubmissions' health checks.</summary>
public static class LiveSubmissionsHealthChecksBuilderExtensions
{
    private const string NoServices =
        "AddHealthChecks().AddLiveSubmissions() adds the checks of LiveSubmissions, which itself is not added. Call builder.Services.AddLiveSubmissions() too, "
        + "before the application is built.";

    /// <summary>
    /// Adds the checks for an orchestrator, which cost two short calls of the transport at most every two seconds, however many ask. Tagged <c>ready</c>, unhealthy
    /// exactly when this process cannot deliver: <c>live_submissions_configured</c>, <c>live_submissions_transport</c> (it answers) and
    /// <c>live_submissions_round_trip</c> (a probe is stored and comes back as a notification). Tagged <c>live</c>: <c>live_submissions_alive</c>, healthy as
    /// long as the process answers at all. A failure names its cause and its fix. Needs <c>AddLiveSubmissions()</c> on the service collection.
    /// </summary>
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
    /// Adds the other steps of docs/troubleshooting.md as checks, tagged <c>doctor</c>, degraded when something is wrong elsewhere: for people and alarms, not for
    /// an orchestrator. A probe of them asks every process how it is, at most every two seconds; a process with <c>AddRecords</c> then reads the
    /// application's database and compares it with the logs.
    /// </summary>
    /// <param name="builder">The health checks, after <see cref="AddLiveSubmissions(IHealthChecksBuilder)"/>.</param>
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
        builder.Add(new HealthCheckRegistration(name, services => services.GetRequiredService<StepHealthChecks>().Of(step), failure, [tag]));
}
