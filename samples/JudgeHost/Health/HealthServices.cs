namespace JudgeHost.Health;

/// <summary>Registers what <c>/health/live</c>, <c>/health/ready</c> and <c>/health</c> ask.</summary>
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
