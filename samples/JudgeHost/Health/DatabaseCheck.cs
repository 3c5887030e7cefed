using JudgeHost.Submissions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JudgeHost.Health;

/// <summary>Whether the database answers.</summary>
internal sealed class DatabaseCheck(SubmissionStore store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await store.PingAsync(cancellationToken);
            return HealthCheckResult.Healthy("The database answers.");
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy("The database does not answer. Check that Judge:DataDirectory can be read and written.", e);
        }
    }
}
