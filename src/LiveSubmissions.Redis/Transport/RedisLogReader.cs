using LiveSubmissions.Log;
using LiveSubmissions.Redis.Connection;
using LiveSubmissions.Redis.Failures;
using LiveSubmissions.Redis.Resilience;
using LiveSubmissions.Redis.Scripts;
using LiveSubmissions.Transport;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Transport;

/// <summary>Reads the groups' logs, and repairs them: all scripts but the append script.</summary>
internal sealed class RedisLogReader(RedisCalls calls, RedisKeys keys, LogClocks clocks, RetentionOptions retention, CommandFlags flags)
{
    private const int MaxPageEntries = 1000;
    private const int MaxPageBytes = 1024 * 1024;

    /// <summary>How many logs are asked for their end at the same time.</summary>
    private const int EndsAtOnce = 256;

    public async ValueTask<LogPage> ReadAsync(SubmissionGroup group, FeedPosition after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return await calls.RunAsync((group, after, limit), TryReadAsync, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<LogEnd>> ReadEndsAsync(IReadOnlyList<SubmissionGroup> groups, CancellationToken cancellationToken)
    {
        var ends = new List<LogEnd>(groups.Count);
        SubmissionTransportException? first = null;
        foreach (var some in groups.Chunk(EndsAtOnce))
        {
            try
            {
                ends.AddRange(await calls.RunAsync(some, TryReadEndsAsync, cancellationToken).ConfigureAwait(false));
            }
            catch (SubmissionTransportException e)
            {
                first ??= e;
                ends.AddRange(Enumerable.Repeat(new LogEnd(e), some.Length));
            }
        }

        return first is not null && ends.TrueForAll(static end => end.Failure is not null) ? throw first : ends;
    }

    public async ValueTask FenceAsync(SubmissionGroup group, string epoch, CancellationToken cancellationToken) =>
        await calls.RunAsync((group, epoch), TryFenceAsync, cancellationToken).ConfigureAwait(false);

    public async ValueTask ReportLossAsync(SubmissionGroup group, string lostOrigin, CancellationToken cancellationToken) =>
        await calls.RunAsync((group, lostOrigin), TryReportLossAsync, cancellationToken).ConfigureAwait(false);

    /// <summary>Asks a log for its clock, within one try of another call.</summary>
    public async Task<long> AskClockAsync(ConnectionMultiplexer client, SubmissionGroup group, CancellationToken cancellationToken) =>
        (await ReadEndAsync(client, group, Verdict(client), cancellationToken).ConfigureAwait(false)).Clock;

    private async Task<LogPage> TryReadAsync(
        ConnectionMultiplexer client, (SubmissionGroup Group, FeedPosition After, int Limit) read, CancellationToken cancellationToken)
    {
        RedisValue[] arguments =
        [
            LogIdentity.CreateEpoch(), Period(), Verdict(client), read.After.Epoch ?? "", read.After.Sequence, Math.Min(read.Limit, MaxPageEntries), MaxPageBytes,
            LogEntry.MaxBytes,
        ];
        var (page, clock) = ScriptReply.Page(await ReadingScriptAsync(client, RedisScripts.Read, read.Group, arguments, cancellationToken).ConfigureAwait(false));
        clocks.Learn(read.Group, clock);
        return page;
    }

    /// <summary>
    /// Runs one script per group, since in a cluster a script may use the keys of one group only. All are sent together and take one round trip. If a damaged
    /// log or one of several servers fails, the failure is the result of those groups. If no group gets an answer because of the connection, the call fails.
    /// </summary>
    private async Task<LogEnd[]> TryReadEndsAsync(ConnectionMultiplexer client, SubmissionGroup[] groups, CancellationToken cancellationToken)
    {
        var verdict = Verdict(client);
        var reads = Array.ConvertAll(groups, group => ReadEndAsync(client, group, verdict, cancellationToken));
        await Task.WhenAll(reads.AsEnumerable<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Array.TrueForAll(reads, static read => !read.IsCompletedSuccessfully)
            && Array.Find(reads, static read => read.IsCanceled || TransientFault.IsFault(read.Exception?.InnerException)) is { } away)
        {
            await away.ConfigureAwait(false);
        }

        return await Task.WhenAll(reads.Select(async read =>
        {
            try
            {
                return new LogEnd((await read.ConfigureAwait(false)).End);
            }
            catch (Exception e) when (RedisFailure.IsOne(e) || e is OperationCanceledException)
            {
                return new LogEnd(calls.Explain(e));
            }
        })).ConfigureAwait(false);
    }

    private async Task<(FeedPosition End, long Clock)> ReadEndAsync(
        ConnectionMultiplexer client, SubmissionGroup group, string verdict, CancellationToken cancellationToken)
    {
        RedisValue[] arguments = [LogIdentity.CreateEpoch(), Period(), verdict];
        var end = ScriptReply.End(await ReadingScriptAsync(client, RedisScripts.Ends, group, arguments, cancellationToken).ConfigureAwait(false));
        clocks.Learn(group, end.Clock);
        return end;
    }

    private async Task<bool> TryFenceAsync(
        ConnectionMultiplexer client, (SubmissionGroup Group, string Epoch) fence, CancellationToken cancellationToken)
    {
        RedisValue[] arguments = [fence.Epoch, LogIdentity.CreateEpoch()];
        return (bool)await ScriptAsync(client, RedisScripts.Fence, keys.Log(fence.Group), arguments, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> TryReportLossAsync(
        ConnectionMultiplexer client, (SubmissionGroup Group, string Origin) lost, CancellationToken cancellationToken)
    {
        RedisValue[] arguments = [LogIdentity.CreateEpoch(), Period(), lost.Origin];
        return (bool)await ScriptAsync(client, RedisScripts.Loss, keys.Log(lost.Group), arguments, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Runs a script that checks whether the log is still on the server that it remembers. In a cluster the script may ask what became of that server. Then
    /// the client finds out, and runs the script again with the answer.
    /// </summary>
    private async Task<RedisResult> ReadingScriptAsync(
        ConnectionMultiplexer client, string script, SubmissionGroup group, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        var log = keys.Log(group);
        var answer = await ScriptAsync(client, script, log, arguments, cancellationToken).ConfigureAwait(false);
        if (ScriptReply.ServerInQuestion(answer) is not { } server) return answer;
        arguments[2] = await RedisConnection.HasGivenAwayAsync(client, server, log[0], cancellationToken).ConfigureAwait(false) ? "moved" : "lost";
        return await ScriptAsync(client, script, log, arguments, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// What to tell a script that finds its log on another server than before. Outside a cluster: the log may have lost its last entries. In a cluster the log
    /// may also have moved with its slot, so the script asks first.
    /// </summary>
    private static string Verdict(IConnectionMultiplexer client) => RedisConnection.IsCluster(client) ? "" : "lost";

    /// <summary>
    /// Runs a script on the primary, even to read: a log on a replica that lags behind looks like a log that lost its tail. The server may still run a
    /// script after its call was cancelled.
    /// </summary>
    private Task<RedisResult> ScriptAsync(
        ConnectionMultiplexer client, string script, RedisKey[] log, RedisValue[] arguments, CancellationToken cancellationToken) =>
        client.GetDatabase().ScriptEvaluateAsync(script, log, arguments, flags).WaitAsync(cancellationToken);

    private RedisValue Period() => (long)retention.Period.TotalMilliseconds;
}
