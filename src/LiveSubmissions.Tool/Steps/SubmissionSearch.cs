using LiveSubmissions.Redis;
using LiveSubmissions.Tool.Doctor;
using StackExchange.Redis;

namespace LiveSubmissions.Tool.Steps;

/// <summary>
/// Looks through the logs of all problems for a submission that is not where it should be. The library never needs to, so this asks Redis itself, by the
/// names of the library's keys.
/// </summary>
internal sealed class SubmissionSearch(DoctorRequest request)
{
    private const int MaxLogs = 10_000;
    private const int AtOnce = 250;

    /// <returns>Another group that has it; nothing if none of those that were looked at has.</returns>
    public async Task<string?> FindAsync(SubmissionId submission, SubmissionGroup except, CancellationToken cancellationToken)
    {
        if (RedisUrl.Parse(request.Redis) is not { } url) return null;
        var configuration = url.ToConfiguration();
        configuration.AbortOnConnectFail = false;
        var client = await ConnectionMultiplexer.ConnectAsync(configuration).WaitAsync(cancellationToken).ConfigureAwait(false);
        await using var clientDisposal = client.ConfigureAwait(false);
        var keys = new RedisKeys(request.KeyPrefix ?? new RedisTransportOptions().KeyPrefix, url.Database);
        var names = new List<(string Group, RedisKey Key)>();
        foreach (var server in client.GetServers().Where(static server => server is { IsConnected: true, IsReplica: false }))
        {
            await foreach (var key in server.KeysAsync(url.Database, keys.StatesPattern, AtOnce).WithCancellation(cancellationToken))
            {
                if (RedisKeys.GroupOf(key) is { } group && group != except.Name && !group.StartsWith("live_submissions_", StringComparison.Ordinal)) names.Add((group, key));
                if (names.Count == MaxLogs) break;
            }
        }

        foreach (var some in names.Chunk(AtOnce))
        {
            var has = await Task.WhenAll(some.Select(log => HasAsync(client.GetDatabase(), log.Key, submission))).WaitAsync(cancellationToken).ConfigureAwait(false);
            if (Array.IndexOf(has, true) is >= 0 and var index) return some[index].Group;
        }

        return null;
    }

    /// <summary>A key that another program wrote has no submission, and keeps nobody from the others.</summary>
    private static async Task<bool> HasAsync(IDatabase database, RedisKey key, SubmissionId submission)
    {
        try
        {
            return await database.HashExistsAsync(key, submission.ToString()).ConfigureAwait(false);
        }
        catch (RedisServerException)
        {
            return false;
        }
    }
}
