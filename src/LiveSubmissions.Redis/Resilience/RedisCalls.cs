using LiveSubmissions.Redis.Connection;
using LiveSubmissions.Redis.Failures;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Resilience;

/// <summary>Makes calls to Redis, with retries. Turns every failure into a <see cref="SubmissionTransportException"/>, which says what is wrong and how to fix it.</summary>
internal sealed class RedisCalls(RedisConnection connection, RedisFailure failure, ResiliencePipeline pipeline)
{
    /// <param name="state">What the call needs.</param>
    /// <param name="call">One try. It gets the client, the state, and a token that ends the try.</param>
    /// <param name="cancellationToken">Ends the call and all its tries.</param>
    /// <exception cref="SubmissionTransportException">The last try failed too.</exception>
    public async ValueTask<TResult> RunAsync<TState, TResult>(
        TState state, Func<ConnectionMultiplexer, TState, CancellationToken, Task<TResult>> call, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            // Outside the pipeline: the first connect may take longer than a try, and its own failure says more than a timeout of the try.
            var client = await connection.GetAsync(cancellationToken).ConfigureAwait(false);
            var outcome = await pipeline.ExecuteOutcomeAsync(TryAsync, context, (client, call, state)).ConfigureAwait(false);
            outcome.ThrowIfException();
            return (TResult)outcome.Result!;
        }
        catch (Exception e) when (RedisFailure.IsOne(e) && !cancellationToken.IsCancellationRequested)
        {
            throw await ExplainAsync(e, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The call to Redis was cancelled.", e, cancellationToken);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Says what is wrong and how to fix it.</summary>
    /// <param name="exception">Why a call failed. A try that was ended because it took too long counts as one without an answer.</param>
    public SubmissionTransportException Explain(Exception exception) => Explain(exception, loss: null);

    private SubmissionTransportException Explain(Exception exception, ConnectionLoss? loss) => failure.Explain(
        exception is OperationCanceledException ? new TimeoutException("No answer.", exception) : exception, loss, connection.SeesReplicasOnly);

    private async ValueTask<SubmissionTransportException> ExplainAsync(Exception exception, CancellationToken cancellationToken) =>
        Explain(exception, RedisFailure.MayBeConnectionLoss(exception) ? await connection.FindLossAsync(exception, cancellationToken).ConfigureAwait(false) : null);

    /// <summary>
    /// Makes one try. A failure is returned and not thrown: otherwise each strategy of the pipeline would catch and throw it again. The result is returned
    /// as an object: otherwise each strategy would convert it to an object and back.
    /// </summary>
    private static async ValueTask<Outcome<object>> TryAsync<TState, TResult>(
        ResilienceContext context, (ConnectionMultiplexer Client, Func<ConnectionMultiplexer, TState, CancellationToken, Task<TResult>> Call, TState State) made)
    {
        try
        {
            var cancellationToken = context.CancellationToken;
            cancellationToken.ThrowIfCancellationRequested();
            return Outcome.FromResult<object>((await made.Call(made.Client, made.State, cancellationToken).ConfigureAwait(false))!);
        }
        catch (Exception exception)
        {
            return Outcome.FromException<object>(exception);
        }
    }
}

/// <summary>
/// The pipeline of every call to Redis: a failed try is made again after a growing, random pause; all tries share one circuit breaker; each try has a time
/// limit.
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

        // The reply has brought the log's clock, so the next try has a correct not-after and need not wait.
        DelayGenerator = static arguments =>
            ValueTask.FromResult<TimeSpan?>(arguments.Outcome.Exception is AppendDeadlinePassedException ? TimeSpan.Zero : null),
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

/// <summary>Which failures a later try may not have.</summary>
internal static class TransientFault
{
    /// <summary>Whether the server or the network is the reason. The circuit breaker counts these failures.</summary>
    public static bool IsFault(Exception? exception) => exception switch
    {
        RedisConnectionException or RedisTimeoutException or TimeoutRejectedException => true,
        RedisServerException server => RedisErrorCodes.IsTransient(server.Message),
        _ => false,
    };

    /// <summary>Whether to make another try.</summary>
    public static bool IsWorthARetry(Exception? exception) =>
        exception is BrokenCircuitException or AppendDeadlinePassedException or TooFewReplicasException || IsFault(exception);
}
