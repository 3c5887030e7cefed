using JudgeHost.Queue;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JudgeHost.Health;

/// <summary>Whether the job queue answers.</summary>
internal sealed class QueueCheck(IServiceProvider services) : IHealthCheck
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (services.GetService<QueueRedis>() is not { } redis) return HealthCheckResult.Healthy("The job queue is in memory.");
        try
        {
            await redis.Connection.GetDatabase().PingAsync().WaitAsync(Deadline, cancellationToken);
            return HealthCheckResult.Healthy("The job queue's Redis answers.");
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy("The job queue's Redis does not answer. Check QUEUE_REDIS_URL and that Redis is running.", e);
        }
    }
}
