using LiveSubmissions.Transport;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LiveSubmissions.Diagnostics;

/// <summary>The guide's step 3: does Redis answer?</summary>
internal sealed class TransportHealthCheck(ISubmissionTransport transport, TimeProvider time) : IHealthCheck
{
    public const string Name = "live_submissions_transport";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!transport.IsConfigured) return TransportFailure.Result(context, ConfiguredHealthCheck.NotConfigured);
        using var timeout = new CancellationTokenSource(Deadline, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await transport.ReadEndsAsync([ProbeGroup.Group], limit.Token);
            return HealthCheckResult.Healthy($"{transport.Description} answers.");
        }
        catch (SubmissionTransportException exception)
        {
            return TransportFailure.Result(context, exception);
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested)
        {
            return TransportFailure.Result(context, SubmissionTransportException.NoAnswer(transport, Deadline, exception));
        }
    }
}
