using LiveSubmissions.Redis.Connection;
using LiveSubmissions.Transport;
using Polly;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Resilience;

/// <summary>Makes calls to Redis through the pipeline, and turns whatever fails into the one exception that says what to do.</summary>
internal sealed class RedisCalls(RedisConnection connection, RedisFailure failure, ResiliencePipeline pipeline)
{
    /// <param name="state">What the call needs.</param>
    /// <param name="call">One try: with the connection, the state, and a token that ends the try.</param>
    /// <param name="cancel">Ends the call with all its tries.</param>
    /// <exception cref="SubmissionTransportException">It failed for good.</exception>
    public async ValueTask<TResult> RunAsync<TState, TResult>(
        TState state, Func<ConnectionMultiplexer, TState, CancellationToken, Task<TResult>> call, CancellationToken cancel)
    {
        try
        {
            // The first connect may take longer than a try, and how it fails says more than that a try took too long.
            await connection.GetAsync(cancel);
            return await pipeline.ExecuteAsync(
                static async (made, token) =>
                {
                    token.ThrowIfCancellationRequested();
                    return await made.call(await made.connection.GetAsync(token), made.state, token);
                },
                (connection, call, state),
                cancel);
        }
        catch (Exception e) when (RedisFailure.IsOne(e) && !cancel.IsCancellationRequested)
        {
            throw failure.Explain(e, connection.LastFailure, connection.SeesReplicasOnly);
        }
        catch (Exception e) when (e is not OperationCanceledException && cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException("The call to Redis was cancelled.", e, cancel);
        }
    }
}
