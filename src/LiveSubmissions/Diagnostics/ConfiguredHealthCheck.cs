using LiveSubmissions.Transport;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LiveSubmissions.Diagnostics;

/// <summary>The guide's step 5: is there a channel layer at all?</summary>
internal sealed class ConfiguredHealthCheck(ISubmissionTransport transport) : IHealthCheck
{
    public const string Name = "live_submissions_configured";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        transport.IsConfigured
            ? HealthCheckResult.Healthy($"Updates travel by {transport.Description}.")
            : TransportFailure.Result(context, NotConfigured));

    internal static SubmissionTransportException NotConfigured { get; } = new(
        "The channel layer is not configured, so no update is broadcast.",
        "Set CHANNEL_LAYER_REDIS_URL, for instance to redis://redis:6379/2, and restart.");
}
