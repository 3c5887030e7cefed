using LiveSubmissions.Log;
using LiveSubmissions.Redis.Connection;
using LiveSubmissions.Redis.Diagnostics;
using LiveSubmissions.Redis.Listening;
using LiveSubmissions.Redis.Log;
using LiveSubmissions.Redis.Resilience;
using LiveSubmissions.Redis.Scripts;
using LiveSubmissions.Transport;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace LiveSubmissions.Redis;

/// <summary>
/// Keeps the groups' logs in Redis: every call is one script (see <c>Scripts/</c>), every accepted entry one published notification.
/// </summary>
internal sealed class RedisTransport : ISubmissionTransport, ITransportInspector, IAsyncDisposable, IDisposable
{
    /// <summary>As it stands in sentences.</summary>
    public const string ShortName = "Redis";

    private const int MaxPageEntries = 1000;
    private const int MaxPageBytes = 1024 * 1024;
    private const int EndsAtOnce = 256;

    private readonly RedisConnection _connection;
    private readonly RedisCalls _calls;

    /// <summary>A connection of its own where replicas acknowledge appends: reads need not wait for them.</summary>
    private readonly RedisConnection _appendConnection;
    private readonly RedisCalls _appendCalls;
    private readonly Func<ConnectionMultiplexer, Append, CancellationToken, Task<AppendResult>> _tryAppend;
    private readonly RedisKeys _keys;
    private readonly AppendKeys _appendKeys;
    private readonly RedisListeners _listeners;
    private readonly LogClocks _clocks;
    private readonly RedisTransportOptions _options;
    private readonly LiveSubmissionsOptions _settings;
    private readonly TimeProvider _time;

    public RedisTransport(
        RedisUrl url, RedisTransportOptions options, LiveSubmissionsOptions settings, TimeProvider time, ILogger<RedisTransport> logger)
    {
        var safe = new SafeLogger(logger);
        Description = url.Description;
        _options = options;
        _settings = settings;
        _time = time;
        _clocks = new LogClocks(time);
        _keys = new RedisKeys(options.KeyPrefix, url.Database);
        _appendKeys = new AppendKeys(_keys);
        _connection = new RedisConnection(url, options, time, safe);
        _appendConnection = AwaitsReplicas ? new RedisConnection(url, options, time, safe) : _connection;
        _tryAppend = TryAppendAsync;
        _calls = Calls(_connection);
        _appendCalls = AwaitsReplicas ? Calls(_appendConnection) : _calls;
        _listeners = new RedisListeners(_calls, _keys, safe);
        _connection.Interrupted += _listeners.Interrupted;
        _connection.Renewing += _listeners.Renew;
        _connection.Restored += OnRestored;

        RedisCalls Calls(RedisConnection connection) => new(connection, new RedisFailure(url, options), RedisResilience.Create(options, time));
    }

    public event Action? Restored;

    public string Name => ShortName;

    public string Description { get; }

    public bool IsConfigured => true;

    // A cluster that has moved the group says so, and is asked anew: else the replicas of the wrong server would be waited for.
    private CommandFlags Flags => AwaitsReplicas ? CommandFlags.DemandMaster | CommandFlags.NoRedirect : CommandFlags.DemandMaster;

    private bool AwaitsReplicas => _options.ReplicaAcknowledgements > 0;

    public ValueTask<AppendResult> AppendAsync(
        SubmissionGroup group, SubmissionEntry entry, long givenAt, string? origin, CancellationToken cancellationToken) =>
        _appendCalls.RunAsync(new Append(group, entry, Record.RestOfHeader(entry), givenAt, origin), _tryAppend, cancellationToken);

    public async ValueTask<LogPage> ReadAsync(SubmissionGroup group, FeedPosition after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return await _calls.RunAsync((group, after, limit), TryReadAsync, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<LogEnd>> ReadEndsAsync(IReadOnlyList<SubmissionGroup> groups, CancellationToken cancellationToken)
    {
        var ends = new List<LogEnd>(groups.Count);
        SubmissionTransportException? first = null;
        foreach (var some in groups.Chunk(EndsAtOnce))
        {
            try
            {
                ends.AddRange(await _calls.RunAsync(some, TryReadEndsAsync, cancellationToken).ConfigureAwait(false));
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
        await _calls.RunAsync((group, epoch), TryFenceAsync, cancellationToken).ConfigureAwait(false);

    public async ValueTask ReportLossAsync(SubmissionGroup group, string lostOrigin, CancellationToken cancellationToken) =>
        await _calls.RunAsync((group, lostOrigin), TryReportLossAsync, cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<TransportServer>> InspectAsync(CancellationToken cancellationToken) =>
        await _calls.RunAsync(_time, static (client, time, cancellationToken) => ServerInspection.RunAsync(client, time, cancellationToken), cancellationToken).ConfigureAwait(false);

    public ValueTask<IAsyncDisposable> ListenAsync(SubmissionGroup group, ITransportListener listener, CancellationToken cancellationToken) =>
        _listeners.ListenAsync(group, listener, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _listeners.EndAll();
        await _connection.DisposeAsync().ConfigureAwait(false);
        await _appendConnection.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>For containers that are not disposed asynchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task<AppendResult> TryAppendAsync(ConnectionMultiplexer client, Append append, CancellationToken cancellationToken)
    {
        var (group, entry, header, givenAt, origin) = append;
        var now = _clocks.Now(group) ?? await AskClockAsync(client, group, cancellationToken).ConfigureAwait(false);
        var notAfter = now + (long)_settings.Broadcaster.AppendDeadline.TotalMicroseconds;
        var age = Math.Max(0, (long)_time.GetElapsedTime(givenAt).TotalMicroseconds);
        RedisValue[] arguments =
        [
            LogIdentity.CreateEpoch(), Period(), notAfter, age,
            entry.Submission.ToString(), entry.Operation.Broadcaster, entry.Operation.Counter, Record.Revision(entry), header, entry.Json,
            ReservedGroups.MaxEntriesOf(group, _settings.Retention), RedisConnection.IsSharded(client) ? "SPUBLISH" : "PUBLISH", AwaitsReplicas ? 1 : 0, origin ?? "",
            entry.ContentLength, ISubmissionTransport.MaxRecordBytes,
        ];
        var replicas = AwaitsReplicas ? await ReplicaAcknowledgement.ExpectAsync(client, _keys.Meta(group), cancellationToken).ConfigureAwait(false) : null;
        var keys = _appendKeys.Of(group);
        RedisResult answer;
        try
        {
            // By the script's hash: by its text the client looks up whether the server has it, and hashes all of the text for each call.
            answer = await client.GetDatabase().ScriptEvaluateAsync(RedisScripts.AppendHash, keys, arguments, Flags).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RedisServerException e) when (ServerErrors.NoScript(e.Message))
        {
            // It did nothing yet. By its text, the server learns it.
            answer = await ScriptAsync(client, RedisScripts.Append, keys, arguments, cancellationToken).ConfigureAwait(false);
        }

        var reply = LogReply.Append(answer);
        _clocks.Learn(group, reply.Clock);
        if (reply.Result is not { } result) throw new LateAppendException();
        if (replicas is not null && result.IsHeld) await replicas.ReceiveAsync(_options.ReplicaAcknowledgements, _options.ReplicaTimeout, cancellationToken).ConfigureAwait(false);
        return result;
    }

    private async Task<LogPage> TryReadAsync(
        ConnectionMultiplexer client, (SubmissionGroup Group, FeedPosition After, int Limit) read, CancellationToken cancellationToken)
    {
        RedisValue[] arguments =
        [
            LogIdentity.CreateEpoch(), Period(), Verdict(client), read.After.Epoch ?? "", read.After.Sequence, Math.Min(read.Limit, MaxPageEntries), MaxPageBytes,
            ISubmissionTransport.MaxRecordBytes,
        ];
        var (page, clock) = LogReply.Page(await ReadingScriptAsync(client, RedisScripts.Read, read.Group, arguments, cancellationToken).ConfigureAwait(false));
        _clocks.Learn(read.Group, clock);
        return page;
    }

    /// <summary>
    /// A script a group, since in a cluster no script may touch two; sent together, they take one round trip. What a log's own damage, or the server of some
    /// of them, makes fail is those groups' result; a connection that serves none of them, the call's.
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
                return new LogEnd(_calls.Explain(e));
            }
        })).ConfigureAwait(false);
    }

    private async Task<(FeedPosition End, long Clock)> ReadEndAsync(
        ConnectionMultiplexer client, SubmissionGroup group, string verdict, CancellationToken cancellationToken)
    {
        RedisValue[] arguments = [LogIdentity.CreateEpoch(), Period(), verdict];
        var end = LogReply.End(await ReadingScriptAsync(client, RedisScripts.Ends, group, arguments, cancellationToken).ConfigureAwait(false));
        _clocks.Learn(group, end.Clock);
        return end;
    }

    private async Task<long> AskClockAsync(ConnectionMultiplexer client, SubmissionGroup group, CancellationToken cancellationToken) =>
        (await ReadEndAsync(client, group, Verdict(client), cancellationToken).ConfigureAwait(false)).Clock;

    private async Task<bool> TryFenceAsync(
        ConnectionMultiplexer client, (SubmissionGroup Group, string Epoch) fence, CancellationToken cancellationToken)
    {
        RedisValue[] arguments = [fence.Epoch, LogIdentity.CreateEpoch()];
        return (bool)await ScriptAsync(client, RedisScripts.Fence, _keys.Log(fence.Group), arguments, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> TryReportLossAsync(
        ConnectionMultiplexer client, (SubmissionGroup Group, string Origin) lost, CancellationToken cancellationToken)
    {
        RedisValue[] arguments = [LogIdentity.CreateEpoch(), Period(), lost.Origin];
        return (bool)await ScriptAsync(client, RedisScripts.Loss, _keys.Log(lost.Group), arguments, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Runs a script that looks whether the log is still on the server that it remembers. In a cluster the script may ask what became of that server; it is
    /// then told, and runs again.
    /// </summary>
    private async Task<RedisResult> ReadingScriptAsync(
        ConnectionMultiplexer client, string script, SubmissionGroup group, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        var keys = _keys.Log(group);
        var answer = await ScriptAsync(client, script, keys, arguments, cancellationToken).ConfigureAwait(false);
        if (LogReply.ServerInQuestion(answer) is not { } server) return answer;
        arguments[2] = await RedisConnection.HasGivenAwayAsync(client, server, keys[0], cancellationToken).ConfigureAwait(false) ? "moved" : "lost";
        return await ScriptAsync(client, script, keys, arguments, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What becomes of a log whose server is another one: outside a cluster no slot moves, and its last entries may be lost.</summary>
    private static string Verdict(IConnectionMultiplexer client) => RedisConnection.IsCluster(client) ? "" : "lost";

    /// <summary>
    /// Runs a script, by its hash where the server has it, and on no replica, even to read: a replica that is behind looks like a log that lost
    /// its tail. What is cancelled may be carried out later: hence the not-after.
    /// </summary>
    private Task<RedisResult> ScriptAsync(
        ConnectionMultiplexer client, string script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken) =>
        client.GetDatabase().ScriptEvaluateAsync(script, keys, arguments, Flags).WaitAsync(cancellationToken);

    private void OnRestored()
    {
        _clocks.Forget();
        _listeners.Restored();
        Restored?.Invoke();
    }

    private RedisValue Period() => (long)_settings.Retention.Period.TotalMilliseconds;

    private readonly record struct Append(SubmissionGroup Group, SubmissionEntry Entry, string RestOfHeader, long GivenAt, string? Origin);
}
