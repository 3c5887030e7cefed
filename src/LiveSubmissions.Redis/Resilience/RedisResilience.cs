using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace LiveSubmissions.Redis.Resilience;

/// <summary>
/// How every call to Redis is made: tried again with backoff and jitter, each try behind one circuit breaker and for a limited time.
/// </summary>
internal static class RedisResilience
{
    public static ResiliencePipeline Create(RedisTransportOptions options, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder { Name = "LiveSubmissions.Redis", TimeProvider = time };
        if (options.RetryCount > 0) builder.AddRetry(Retry(options));
        return builder
            .AddCircuitBreaker(Breaker(options))
            .AddTimeout(new TimeoutStrategyOptions { Timeout = options.AttemptTimeout })
            .Build();
    }

    private static RetryStrategyOptions Retry(RedisTransportOptions options) => new()
    {
        MaxRetryAttempts = options.RetryCount,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = options.RetryDelay,
        ShouldHandle = static arguments => ValueTask.FromResult(TransientFault.IsWorthARetry(arguments.Outcome.Exception)),

        // A late append has brought the log's clock back with it: there is nothing to wait for.
        DelayGenerator = static arguments =>
            ValueTask.FromResult<TimeSpan?>(arguments.Outcome.Exception is LateAppendException ? TimeSpan.Zero : null),
    };

    private static CircuitBreakerStrategyOptions Breaker(RedisTransportOptions options) => new()
    {
        FailureRatio = options.BreakerFailureRatio,
        MinimumThroughput = options.BreakerMinimumTries,
        SamplingDuration = options.BreakerSamplingPeriod,
        BreakDuration = options.BreakDuration,
        ShouldHandle = static arguments => ValueTask.FromResult(TransientFault.IsFault(arguments.Outcome.Exception)),
    };
}
