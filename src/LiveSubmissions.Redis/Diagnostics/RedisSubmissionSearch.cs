using System.Diagnostics.CodeAnalysis;
using LiveSubmissions.Redis.Scripts;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Diagnostics;

/// <summary>Searches the logs of all groups for one submission, over a connection of its own. For tools: it lists the keys of the whole database.</summary>
[Experimental("LSUB001")]
public static class RedisSubmissionSearch
{
    private const int MaxLogs = 10_000;
    private const int AtOnce = 250;

    /// <summary>Looks in at most 10,000 logs.</summary>
    /// <param name="url">The URL of Redis.</param>
    /// <param name="keyPrefix">The application's <see cref="RedisTransportOptions.KeyPrefix"/>.</param>
    /// <param name="submission">The submission.</param>
    /// <param name="except">A group that is left out.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The name of a group whose log has the submission, or <see langword="null"/>.</returns>
    public static async Task<string?> FindGroupAsync(
        RedisUrl url, string keyPrefix, SubmissionId submission, SubmissionGroup except, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(url);
        var configuration = url.ToConfiguration();
        configuration.AbortOnConnectFail = false;
        var client = await ConnectionMultiplexer.ConnectAsync(configuration).WaitAsync(cancellationToken).ConfigureAwait(false);
        await using var clientDisposal = client.ConfigureAwait(false);
        var keys = new RedisKeys(keyPrefix, url.Database);
        var logs = new List<(string Group, RedisKey States)>();
        foreach (var server in client.GetServers().Where(static server => server is { IsConnected: true, IsReplica: false }))
        {
            await foreach (var key in server.KeysAsync(url.Database, keys.StatesPattern, AtOnce).WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                // The library's own groups, which start so, have no submissions.
                if (RedisKeys.GroupFrom(key) is { } group && group != except.Name && !group.StartsWith("live_submissions_", StringComparison.Ordinal)) logs.Add((group, key));
                if (logs.Count == MaxLogs) break;
            }
        }

        foreach (var some in logs.Chunk(AtOnce))
        {
            var has = await Task.WhenAll(some.Select(log => HasAsync(client.GetDatabase(), log.States, submission))).WaitAsync(cancellationToken).ConfigureAwait(false);
            if (Array.IndexOf(has, true) is >= 0 and var index) return some[index].Group;
        }

        return null;
    }

    private static async Task<bool> HasAsync(IDatabase database, RedisKey states, SubmissionId submission)
    {
        try
        {
            return await database.HashExistsAsync(states, submission.ToString()).ConfigureAwait(false);
        }
        catch (RedisServerException)
        {
            // Another program wrote this key. The search goes on.
            return false;
        }
    }
}
