using LiveSubmissions.Redis.Connection;
using Polly;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Resilience;

/// <summary>Makes calls to Redis through the pipeline, and turns whatever fails into the one exception that says what to do.</summary>
internal sealed class RedisCalls(RedisConnection connection, RedisFailure failure, ResiliencePipeline pipeline)
{
    /// <param name="state">What the call needs.</param>
    /// <param name="call">One try: with the connection, the state, and a token that ends the try.</param>
    /// <param name="cancellationToken">Ends the call with all its tries.</param>
    /// <exception cref="SubmissionTransportException">It failed for good.</exception>
    public async ValueTask<TResult> RunAsync<TState, TResult>(
        TState state, Func<ConnectionMultiplexer, TState, CancellationToken, Task<TResult>> call, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            // The first connect may take longer than a try, and how it fails says more than that a try took too long.
            await connection.GetAsync(cancellationToken).ConfigureAwait(false);
            var outcome = await pipeline.ExecuteOutcomeAsync(TryAsync, context, (connection, call, state)).ConfigureAwait(false);
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

    /// <summary>What is wrong, and what to do about it.</summary>
    /// <param name="exception">Why a call failed; a try that was ended for taking too long counts as one without an answer.</param>
    public SubmissionTransportException Explain(Exception exception) => Explain(exception, disconnection: null);

    private SubmissionTransportException Explain(Exception exception, Disconnection? disconnection) => failure.Explain(
        exception is OperationCanceledException ? new TimeoutException("No answer.", exception) : exception, disconnection, connection.SeesReplicasOnly);

    private async ValueTask<SubmissionTransportException> ExplainAsync(Exception exception, CancellationToken cancellationToken) =>
        Explain(exception, RedisFailure.MayBeDisconnection(exception) ? await connection.WhyDisconnectedAsync(exception, cancellationToken).ConfigureAwait(false) : null);

    /// <summary>
    /// One try. A failure is its outcome and not thrown, so that it need not be caught again by each strategy on its way out; and the result is an
    /// object, since strategies that serve every type of result turn each other type into it and back, one after the other.
    /// </summary>
    private static async ValueTask<Outcome<object>> TryAsync<TState, TResult>(
        ResilienceContext context, (RedisConnection Connection, Func<ConnectionMultiplexer, TState, CancellationToken, Task<TResult>> Call, TState State) made)
    {
        try
        {
            var cancellationToken = context.CancellationToken;
            cancellationToken.ThrowIfCancellationRequested();
            return Outcome.FromResult<object>((await made.Call(await made.Connection.GetAsync(cancellationToken).ConfigureAwait(false), made.State, cancellationToken).ConfigureAwait(false))!);
        }
        catch (Exception exception)
        {
            return Outcome.FromException<object>(exception);
        }
    }
}
