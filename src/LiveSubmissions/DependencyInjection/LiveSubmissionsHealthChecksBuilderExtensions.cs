namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds LiveSubmissions' health checks.</summary>
public static class LiveSubmissionsHealthChecksBuilderExtensions
{
    /// <summary>Adds the checks <c>live_submissions_configured</c>, <c>live_submissions_transport</c> and <c>live_submissions_round_trip</c>, tagged <c>ready</c>.</summary>
    public static IHealthChecksBuilder AddLiveSubmissions(this IHealthChecksBuilder builder) => throw new NotImplementedException();
}
