using LiveSubmissions.Diagnostics;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds LiveSubmissions' health checks.</summary>
public static class LiveSubmissionsHealthChecksBuilderExtensions
{
    private static readonly string[] Tags = ["ready"];

    /// <summary>
    /// Adds the checks <c>live_submissions_configured</c>, <c>live_submissions_transport</c> (it answers) and <c>live_submissions_round_trip</c>
    /// (a probe is stored and comes back as a notification), all tagged <c>ready</c>. A failure names its cause and its mend. Needs
    /// <c>AddLiveSubmissions()</c> on the service collection.
    /// </summary>
    public static IHealthChecksBuilder AddLiveSubmissions(this IHealthChecksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<RoundTripProbe>();
        return builder
            .AddCheck<ConfiguredHealthCheck>(ConfiguredHealthCheck.Name, tags: Tags)
            .AddCheck<TransportHealthCheck>(TransportHealthCheck.Name, tags: Tags)
            .AddCheck<RoundTripHealthCheck>(RoundTripHealthCheck.Name, tags: Tags);
    }
}
