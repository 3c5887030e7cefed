using LiveSubmissions.Diagnostics;
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

    public string Description { get; }

    public bool IsConfigured => true;

    // A cluster that has moved the group says so, and is asked anew: else the replicas of the wrong server would be waited for.
    private CommandFlags Flags => AwaitsReplicas ? CommandFlags.DemandMaster | CommandFlags.NoRedirect : CommandFlags.DemandMaster;

    private bool AwaitsReplicas => _options.ReplicaAcknowledgements > 0;

    public ValueTask<AppendResult> AppendAsync(SubmissionGroup group, SubmissionEntry entry, long givenAt, CancellationToken cancel) =>
        _appendCalls.RunAsync(new Append(group, entry, Record.RestOfHeader(entry), givenAt), _tryAppend, cancel);

    public async ValueTask<LogPage> ReadAsync(SubmissionGroup group, FeedPosition after, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return await _calls.RunAsync((group, after, limit), TryReadAsync, cancel).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<FeedPosition>> ReadEndsAsync(IReadOnlyList<SubmissionGroup> groups, CancellationToken cancel)
    {
        var ends = new List<FeedPosition>(groups.Count);
        foreach (var some in groups.Chunk(EndsAtOnce)) ends.AddRange(await _calls.RunAsync(some, TryReadEndsAsync, cancel).ConfigureAwait(false));
        return ends;
    }

    public async ValueTask FenceAsync(SubmissionGroup group, string epoch, CancellationToken cancel) =>
        await _calls.RunAsync((group, epoch), TryFenceAsync, cancel).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<TransportServer>> InspectAsync(CancellationToken cancel) =>
        await _calls.RunAsync(_time, static (client, time, cancel) => ServerInspection.RunAsync(client, time, cancel), cancel).ConfigureAwait(false);

    public ValueTask<IAsyncDisposable> ListenAsync(SubmissionGroup group, ITransportListener listener, CancellationToken cancel) =>
        _listeners.ListenAsync(group, listener, cancel);

    public async ValueTask DisposeAsync()
    {
        _listeners.EndAll();
        await _connection.DisposeAsync().ConfigureAwait(false);
        await _appendConnection.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>For containers that are not disposed asynchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task<AppendResult> TryAppendAsync(ConnectionMultiplexer client, Append append, CancellationToken cancel)
    {
        var (group, entry, header, givenAt) = append;
        var now = _clocks.Now(group) ?? await AskClockAsync(client, group, cancel).ConfigureAwait(false);
        var notAfter = now + (long)_settings.Broadcaster.AppendDeadline.TotalMicroseconds;
        var age = Math.Max(0, (long)_time.GetElapsedTime(givenAt).TotalMicroseconds);
        RedisValue[] arguments =
        [
            LogEpoch.Create(), Period(), notAfter, age,
            entry.Submission.ToString(), entry.Operation.Broadcaster, entry.Operation.Counter, Record.Revision(entry), header, entry.Json,
            _settings.Retention.MaxSubmissions, RedisConnection.IsSharded(client) ? "SPUBLISH" : "PUBLISH", AwaitsReplicas ? 1 : 0,
        ];
        var replicas = AwaitsReplicas ? await ReplicaAcknowledgement.ExpectAsync(client, _keys.Meta(group), cancel).ConfigureAwait(false) : null;
        var keys = _appendKeys.Of(group);
        RedisResult answer;
        try
        {
            // By the script's hash: by its text the client looks up whether the server has it, and hashes all of the text for each call.
            answer = await client.GetDatabase().ScriptEvaluateAsync(RedisScripts.AppendHash, keys, arguments, Flags).WaitAsync(cancel).ConfigureAwait(false);
        }
        catch (RedisServerException e) when (ServerSays.NoScript(e.Message))
        {
            // It did nothing yet. By its text, the server learns it.
            answer = await ScriptAsync(client, RedisScripts.Append, keys, arguments, cancel).ConfigureAwait(false);
        }

        var reply = LogReply.Append(answer);
        _clocks.Learn(group, reply.Clock);
        if (reply.Result is not { } result) throw new LateAppendException();
        if (replicas is not null && result.IsAccepted) await replicas.ReceiveAsync(_options.ReplicaAcknowledgements, _options.ReplicaTimeout, cancel).ConfigureAwait(false);
        return result;
    }

    private async Task<LogPage> TryReadAsync(
        ConnectionMultiplexer client, (SubmissionGroup Group, FeedPosition After, int Limit) read, CancellationToken cancel)
    {
        RedisValue[] arguments =
            [LogEpoch.Create(), Period(), read.After.Epoch ?? "", read.After.Sequence, Math.Min(read.Limit, MaxPageEntries), MaxPageBytes];
        var (page, clock) = LogReply.Page(await ScriptAsync(client, RedisScripts.Read, _keys.Log(read.Group), arguments, cancel).ConfigureAwait(false));
        _clocks.Learn(read.Group, clock);
        return page;
    }

    /// <summary>A script a group, since in a cluster no script may touch two; sent together, they take one round trip.</summary>
    private Task<FeedPosition[]> TryReadEndsAsync(ConnectionMultiplexer client, SubmissionGroup[] groups, CancellationToken cancel) =>
        Task.WhenAll(groups.Select(async group => (await ReadEndAsync(client, group, cancel).ConfigureAwait(false)).End));

    private async Task<(FeedPosition End, long Clock)> ReadEndAsync(
        ConnectionMultiplexer client, SubmissionGroup group, CancellationToken cancel)
    {
        RedisValue[] arguments = [LogEpoch.Create(), Period()];
        var end = LogReply.End(await ScriptAsync(client, RedisScripts.Ends, _keys.Log(group), arguments, cancel).ConfigureAwait(false));
        _clocks.Learn(group, end.Clock);
        return end;
    }

    private async Task<long> AskClockAsync(ConnectionMultiplexer client, SubmissionGroup group, CancellationToken cancel) =>
        (await ReadEndAsync(client, group, cancel).ConfigureAwait(false)).Clock;

    private async Task<bool> TryFenceAsync(
        ConnectionMultiplexer client, (SubmissionGroup Group, string Epoch) fence, CancellationToken cancel)
    {
        RedisValue[] arguments = [fence.Epoch, LogEpoch.Create()];
        return (bool)await ScriptAsync(client, RedisScripts.Fence, _keys.Log(fence.Group), arguments, cancel).ConfigureAwait(false);
    }

    /// <summary>
    /// Runs a script, by its hash where the server has it, and on no replica, even to read: a replica that is behind looks like a log that lost
    /// its tail. What is cancelled may be carried out later: hence the not-after.
    /// </summary>
    private Task<RedisResult> ScriptAsync(
        ConnectionMultiplexer client, string script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancel) =>
        client.GetDatabase().ScriptEvaluateAsync(script, keys, arguments, Flags).WaitAsync(cancel);

    private void OnRestored()
    {
        _clocks.Forget();
        _listeners.Restored();
        Restored?.Invoke();
    }

    private RedisValue Period() => (long)_settings.Retention.Period.TotalMilliseconds;

    private readonly record struct Append(SubmissionGroup Group, SubmissionEntry Entry, string RestOfHeader, long GivenAt);
}
