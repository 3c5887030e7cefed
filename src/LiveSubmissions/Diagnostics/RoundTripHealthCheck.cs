using LiveSubmissions.Transport;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LiveSubmissions.Diagnostics;

/// <summary>The guide's step 4: does a broadcast arrive?</summary>
internal sealed class RoundTripHealthCheck(ISubmissionTransport transport, RoundTripProbe probe) : IHealthCheck
{
    public const string Name = "live_submissions_round_trip";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!transport.IsConfigured) return TransportFailure.Result(context, ConfiguredHealthCheck.NotConfigured);
        try
        {
            var took = await probe.RunAsync(Deadline, cancellationToken);
            var data = new Dictionary<string, object> { ["round_trip_milliseconds"] = took.TotalMilliseconds };
            return HealthCheckResult.Healthy("A probe was stored and came back as a notification.", data);
        }
        catch (SubmissionTransportException exception)
        {
            return TransportFailure.Result(context, exception);
        }
    }
}
