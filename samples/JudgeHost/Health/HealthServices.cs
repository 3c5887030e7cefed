namespace JudgeHost.Health;

/// <summary>Registers what <c>/health/ready</c> asks.</summary>
internal static class HealthServices
{
    public static IServiceCollection AddJudgeHealth(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddLiveSubmissions()
            .AddCheck<DatabaseCheck>("database", tags: ["ready"])
            .AddCheck<QueueCheck>("job_queue", tags: ["ready"]);
        return services;
    }
}
