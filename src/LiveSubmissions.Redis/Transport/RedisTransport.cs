using LiveSubmissions.Log;
using LiveSubmissions.Redis.Connection;
using LiveSubmissions.Redis.Diagnostics;
using LiveSubmissions.Redis.Failures;
using LiveSubmissions.Redis.Listening;
using LiveSubmissions.Redis.Log;
using LiveSubmissions.Redis.Resilience;
using LiveSubmissions.Redis.Scripts;
using LiveSubmissions.Transport;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Transport;

/// <summary>
/// Keeps the groups' logs in Redis. Each call runs one script (see <c>Scripts/</c>); the append script publishes one notification for each entry that the
/// log accepts.
/// </summary>
internal sealed class RedisTransport : ISubmissionTransport, ITransportInspector, IAsyncDisposable, IDisposable
{
    /// <summary>The transport's name in a sentence.</summary>
    public const string ShortName = "Redis";

    private readonly RedisConnection _connection;
    private readonly RedisCalls _calls;

    /// <summary>A second connection if replicas acknowledge appends: an append then holds up its connection, and reads do not have to wait for it.</summary>
    private readonly RedisConnection _appendConnection;
    private readonly RedisCalls _appendCalls;
    private readonly Func<ConnectionMultiplexer, AppendCall, CancellationToken, Task<AppendResult>> _tryAppend;
    private readonly RedisKeys _keys;
    private readonly RedisListeners _listeners;
    private readonly RedisLogReader _reader;
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
        _connection = new RedisConnection(url, options, time, safe);
        _appendConnection = AwaitsReplicas ? new RedisConnection(url, options, time, safe) : _connection;
        _tryAppend = TryAppendAsync;
        _calls = Calls(_connection);
        _appendCalls = AwaitsReplicas ? Calls(_appendConnection) : _calls;
        _reader = new RedisLogReader(_calls, _keys, _clocks, settings.Retention, Flags);
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

    // NoRedirect: if a cluster has moved the group, the call fails and is tried again. A redirected call would wait for the replicas of the wrong server.
    private CommandFlags Flags => AwaitsReplicas ? CommandFlags.DemandMaster | CommandFlags.NoRedirect : CommandFlags.DemandMaster;

    private bool AwaitsReplicas => _options.ReplicaAcknowledgements > 0;

    public ValueTask<AppendResult> AppendAsync(
        SubmissionGroup group, SubmissionEntry entry, long broadcastAt, string? origin, CancellationToken cancellationToken) =>
        _appendCalls.RunAsync(new AppendCall(group, entry, LogRecord.RestOfHeader(entry), broadcastAt, origin), _tryAppend, cancellationToken);

    public ValueTask<LogPage> ReadAsync(SubmissionGroup group, FeedPosition after, int limit, CancellationToken cancellationToken) =>
        _reader.ReadAsync(group, after, limit, cancellationToken);

    public ValueTask<IReadOnlyList<LogEnd>> ReadEndsAsync(IReadOnlyList<SubmissionGroup> groups, CancellationToken cancellationToken) =>
        _reader.ReadEndsAsync(groups, cancellationToken);

    public ValueTask FenceAsync(SubmissionGroup group, string epoch, CancellationToken cancellationToken) => _reader.FenceAsync(group, epoch, cancellationToken);

    public ValueTask ReportLossAsync(SubmissionGroup group, string lostOrigin, CancellationToken cancellationToken) =>
        _reader.ReportLossAsync(group, lostOrigin, cancellationToken);

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

    private async Task<AppendResult> TryAppendAsync(ConnectionMultiplexer client, AppendCall append, CancellationToken cancellationToken)
    {
        var (group, entry, header, broadcastAt, origin) = append;
        var now = _clocks.Now(group) ?? await _reader.AskClockAsync(client, group, cancellationToken).ConfigureAwait(false);
        var notAfter = now + (long)_settings.Broadcaster.AppendDeadline.TotalMicroseconds;
        var age = Math.Max(0, (long)_time.GetElapsedTime(broadcastAt).TotalMicroseconds);
        RedisValue[] arguments =
        [
            LogIdentity.CreateEpoch(), (long)_settings.Retention.Period.TotalMilliseconds, notAfter, age,
            entry.Submission.ToString(), entry.Operation.Broadcaster, entry.Operation.Counter, LogRecord.Revision(entry), header, entry.Json,
            ReservedGroups.MaxEntriesOf(group, _settings.Retention), RedisConnection.IsSharded(client) ? "SPUBLISH" : "PUBLISH", AwaitsReplicas ? 1 : 0, origin ?? "",
            entry.ContentLength, LogEntry.MaxBytes,
        ];
        var replicas = AwaitsReplicas ? await ReplicaAcknowledgement.ExpectAsync(client, _keys.Meta(group), cancellationToken).ConfigureAwait(false) : null;
        var keys = _keys.LogAndChannel(group);
        var database = client.GetDatabase();
        RedisResult answer;
        try
        {
            // By its hash: given the text, the client would hash all of it for each call, to look up whether the server has the script.
            answer = await database.ScriptEvaluateAsync(RedisScripts.AppendHash, keys, arguments, Flags).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RedisServerException e) when (RedisErrorCodes.IsNoScript(e.Message))
        {
            // The server did not have the script, so nothing was done. It keeps the script that is sent as text.
            answer = await database.ScriptEvaluateAsync(RedisScripts.Append, keys, arguments, Flags).WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        var reply = ScriptReply.Append(answer);
        _clocks.Learn(group, reply.Clock);
        if (reply.Result is not { } result) throw new AppendDeadlinePassedException();
        if (replicas is not null && result.IsHeld) await replicas.ReceiveAsync(_options.ReplicaAcknowledgements, _options.ReplicaTimeout, cancellationToken).ConfigureAwait(false);
        return result;
    }

    private void OnRestored()
    {
        _clocks.Forget();
        _listeners.Restored();
        Restored?.Invoke();
    }

    private readonly record struct AppendCall(SubmissionGroup Group, SubmissionEntry Entry, string RestOfHeader, long BroadcastAt, string? Origin);
}

/// <summary>
/// Estimates the logs' clocks: the clock in the log's last reply, plus the time since that reply came. The time that the reply was on its way is not added,
/// so the estimate is never ahead of a clock that runs steadily, and a not-after is rather too early than too late.
/// </summary>
/// <remarks>Each group has its own clock: in a cluster their logs are on different servers.</remarks>
internal sealed class LogClocks(TimeProvider time, int capacity = 10_000)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SubmissionGroup, (long Clock, long At)> _known = [];

    /// <summary>The log's clock in microseconds, or <see langword="null"/>: no reply is known, so ask the log.</summary>
    public long? Now(SubmissionGroup group)
    {
        lock (_gate)
        {
            return _known.TryGetValue(group, out var last) ? last.Clock + (long)time.GetElapsedTime(last.At).TotalMicroseconds : null;
        }
    }

    /// <summary>Remembers the clock of a reply that has just come.</summary>
    public void Learn(SubmissionGroup group, long clock)
    {
        lock (_gate)
        {
            // After this, each group that is still in use asks its log once more.
            if (_known.Count >= capacity && !_known.ContainsKey(group)) _known.Clear();
            _known[group] = (clock, time.GetTimestamp());
        }
    }

    /// <summary>Forgets all clocks: after a reconnect, other servers with other clocks may have the logs.</summary>
    public void Forget()
    {
        lock (_gate) _known.Clear();
    }
}
