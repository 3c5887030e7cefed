using JudgeHost.Queue;
using JudgeHost.Submissions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JudgeHost.Health;

/// <summary>Registers the checks of <c>/health/live</c>, <c>/health/ready</c> and <c>/health</c>.</summary>
internal static class HealthServices
{
    public static IServiceCollection AddJudgeHealth(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddLiveSubmissions()
            .AddLiveSubmissionsDoctor()
            .AddCheck<DatabaseCheck>("database", tags: ["ready"])
            .AddCheck<QueueCheck>("job_queue", tags: ["ready"]);
        return services;
    }
}

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
