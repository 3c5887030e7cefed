using Hangfire;
using Hangfire.InMemory;
using Hangfire.Redis.StackExchange;
using JudgeHost.Settings;
using JudgeHost.Worker;
using StackExchange.Redis;

namespace JudgeHost.Queue;

/// <summary>Registers the job queue: in memory for one process, in Redis for several.</summary>
internal static class QueueServices
{
    private static readonly TimeSpan FinishedJobsKept = TimeSpan.FromHours(1);

    public static IServiceCollection AddQueue(this IServiceCollection services, JudgeSettings settings)
    {
        services.AddSingleton<EvaluationQueue>();
        if (settings.QueueRedisUrl.Length == 0)
        {
            services.AddHangfire(queue => Common(queue)
                .UseInMemoryStorage(new InMemoryStorageOptions { MaxExpirationTime = FinishedJobsKept })
                .WithJobExpirationTimeout(FinishedJobsKept));
            return services;
        }

        var address = QueueRedis.Parse(settings.QueueRedisUrl);
        services.AddSingleton(_ => new QueueRedis(ConnectionMultiplexer.Connect(address)));
        services.AddHangfire((provider, queue) => Common(queue).UseRedisStorage(
            provider.GetRequiredService<QueueRedis>().Connection,
            new RedisStorageOptions
            {
                Db = address.DefaultDatabase ?? 0,
                Prefix = "{judge-host}:",

                // New jobs are announced; should an announcement be lost, a worker looks this often.
                FetchTimeout = TimeSpan.FromSeconds(1),

                // The queue cannot tell a long evaluation from a dead worker: it knows no sign of life. Submissions do, and
                // LostWorkerWatch queues those again much sooner. What the queue then delivers again finds a newer ticket, and does nothing.
                InvisibilityTimeout = TimeSpan.FromMinutes(30),
            }).WithJobExpirationTimeout(FinishedJobsKept));
        return services;
    }

    /// <summary>Adds what takes jobs out of the queue.</summary>
    public static IServiceCollection AddQueueWorker(this IServiceCollection services, JudgeSettings settings)
    {
        services.AddTransient<EvaluationJob>();
        services.AddHangfireServer(server =>
        {
            server.WorkerCount = settings.Workers;
            server.SchedulePollingInterval = TimeSpan.FromSeconds(1);
            server.StopTimeout = TimeSpan.FromSeconds(1);
            server.ShutdownTimeout = TimeSpan.FromSeconds(10);
        });
        return services;
    }

    private static IGlobalConfiguration Common(IGlobalConfiguration queue) => queue
        .UseSimpleAssemblyNameTypeSerializer()
        .UseRecommendedSerializerSettings();
}
