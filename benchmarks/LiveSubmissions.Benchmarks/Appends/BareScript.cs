using LiveSubmissions.Log;
using LiveSubmissions.Redis;
using LiveSubmissions.Redis.Connection;
using LiveSubmissions.Redis.Log;
using LiveSubmissions.Redis.Scripts;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace LiveSubmissions.Benchmarks.Appends;

/// <summary>
/// The append script and nothing else: keys, ids, header and message are made beforehand; a call fills in the not-after and the counter. What a broadcast
/// costs more is validation, encoding, order, deferral, retries, limits, metrics and the reading of the reply.
/// </summary>
internal sealed class BareScript : IAppender
{
    private const string Broadcaster = "barescript000000";
    private const long DeadlineMicroseconds = 2_000_000;

    private readonly RedisConnection _connection;
    private readonly IDatabase _database;
    private readonly RedisKey[][] _keys = new RedisKey[AppendWork.Problems][];
    private readonly RedisValue[] _submissions = new RedisValue[AppendWork.MaxInFlight];
    private readonly RedisValue[] _headers = new RedisValue[AppendWork.MaxInFlight];
    private readonly RedisValue[] _messages = new RedisValue[AppendWork.MaxInFlight];
    private readonly RedisValue[] _contentLengths = new RedisValue[AppendWork.MaxInFlight];
    private readonly RedisValue _epoch = LogIdentity.CreateEpoch();
    private readonly bool _byHash;
    private long _counter;

    private BareScript(RedisConnection connection, ConnectionMultiplexer client, RedisTransportOptions options, bool byHash)
    {
        _byHash = byHash;
        _connection = connection;
        _database = client.GetDatabase();
        var keys = new RedisKeys(options.KeyPrefix, database: 0);
        for (var i = 0; i < _keys.Length; i++) _keys[i] = keys.LogAndChannel(new SubmissionGroup($"bare_{AppendWork.Text(i)}"));
        for (var i = 0; i < _submissions.Length; i++) Prepare(i);
    }

    public string Name => _byHash ? "bare script, by its hash" : "bare script";

    /// <param name="url">The server's.</param>
    /// <param name="byHash">
    /// Not by its text, which the client looks up, and for that hashes, with each call; the server must have the script already.
    /// </param>
    public static async Task<BareScript> ConnectAsync(string url, bool byHash)
    {
        var options = new RedisTransportOptions();
        var connection = new RedisConnection(RedisUrl.Parse(url)!, options, TimeProvider.System, NullLogger.Instance);
        return new BareScript(connection, await connection.GetAsync(CancellationToken.None), options, byHash);
    }

    public async Task AppendAsync(int submission)
    {
        var now = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        RedisValue[] arguments =
        [
            _epoch, 604_800_000, now + DeadlineMicroseconds, 0, _submissions[submission], Broadcaster, Interlocked.Increment(ref _counter), "-",
            _headers[submission], _messages[submission], 10_000, "PUBLISH", 0, "", _contentLengths[submission], LogEntry.MaxBytes,
        ];
        var keys = _keys[AppendWork.ProblemOf(submission)];
        var answer = await (_byHash
            ? _database.ScriptEvaluateAsync(RedisScripts.AppendHash, keys, arguments, CommandFlags.DemandMaster)
            : _database.ScriptEvaluateAsync(RedisScripts.Append, keys, arguments, CommandFlags.DemandMaster));

        // A refusal is faster than an append, and would make the comparison worthless.
        if ((string?)answer[0] != "ok") throw new InvalidOperationException($"The script answered {answer[0]}.");
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private void Prepare(int submission)
    {
        var update = new SubmissionUpdate
        {
            ProblemId = AppendWork.ProblemOf(submission),
            SubmissionId = submission,
            Status = SubmissionStatus.Evaluating,
            Metrics = AppendWork.Metrics(),
        };
        var message = UpdateWriter.Write(update, DateTimeOffset.UnixEpoch);
        var entry = message.ToEntry(update, new OperationId(Broadcaster, 1), traceParent: null);
        _submissions[submission] = AppendWork.Text(submission);
        _headers[submission] = LogRecord.RestOfHeader(entry);
        _messages[submission] = message.Json;
        _contentLengths[submission] = entry.ContentLength;
    }
}
