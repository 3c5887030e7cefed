using System.Globalization;

namespace LiveSubmissions.TestKit.Redis;

/// <summary>A primary that keeps its data on disk, and a replica, which takes over when a test says so, without what it had not heard of.</summary>
public sealed class RedisPair : IAsyncDisposable
{
    private RedisPair(RedisServer primary, RedisServer replica)
    {
        Primary = primary;
        Replica = replica;
    }

    public RedisServer Primary { get; }

    public RedisServer Replica { get; }

    /// <summary>The URL of both; the client looks which of them is the primary.</summary>
    public string Url => string.Create(CultureInfo.InvariantCulture, $"redis://127.0.0.1:{Primary.Port},127.0.0.1:{Replica.Port}/0?configCheckSeconds=1");

    /// <summary>Starts both, the replica following.</summary>
    /// <param name="replicaClockOffset">How far the replica's clock is off, for instance <c>-120s</c>; by default it is right.</param>
    public static async Task<RedisPair> StartAsync(string? replicaClockOffset = null)
    {
        var primary = await RedisServer.StartAsync(null, [.. ReplicationArguments, "--appendonly", "yes", "--appendfsync", "always"]);
        try
        {
            var replica = await RedisServer.StartAsync(new RedisServerSetup { Arguments = ReplicationArguments, ClockOffset = replicaClockOffset });
            var pair = new RedisPair(primary, replica);
            try
            {
                await pair.LinkAsync();
                return pair;
            }
            catch
            {
                await replica.DisposeAsync();
                throw;
            }
        }
        catch
        {
            await primary.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the replica has everything.</summary>
    public Task CaughtUpAsync() => Eventually.TrueAsync(
        async () => await OffsetAsync(Replica, "slave_repl_offset:") >= await OffsetAsync(Primary, "master_repl_offset:"), "the replica has everything");

    /// <summary>Has the replica follow the primary, and waits until it does.</summary>
    public async Task LinkAsync()
    {
        await Replica.AskAsync("REPLICAOF", "127.0.0.1", Primary.Port.ToString(CultureInfo.InvariantCulture));
        await Eventually.TrueAsync(() => Replica.SaysAsync("master_link_status:up", "INFO", "replication"), "the replica follows its primary");

        // The primary itself believes it, and counts the replica's acknowledgements, only once it has had one.
        await Eventually.TrueAsync(() => Primary.SaysAsync("state=online", "INFO", "replication"), "the primary counts on its replica");
    }

    /// <summary>Cuts the replica off: it stays a replica, and hears of nothing more.</summary>
    public async Task CutAsync()
    {
        await Replica.AskAsync("REPLICAOF", "127.0.0.1", FreePort.Next().ToString(CultureInfo.InvariantCulture));
        await Eventually.TrueAsync(() => Primary.SaysAsync("connected_slaves:0", "INFO", "replication"), "the primary has no replica");
    }

    /// <summary>The primary dies and the replica takes over.</summary>
    public async Task FailOverAsync()
    {
        await Primary.KillAsync();
        await Replica.AskAsync("REPLICAOF", "NO", "ONE");
    }

    public async ValueTask DisposeAsync()
    {
        await Primary.DisposeAsync();
        await Replica.DisposeAsync();
    }

    /// <summary>Without these a replica that connects is first served after seconds.</summary>
    internal static string[] ReplicationArguments => ["--repl-diskless-sync-delay", "0", "--repl-ping-replica-period", "1"];

    private static async Task<long> OffsetAsync(RedisServer server, string field)
    {
        var line = (await server.AskAsync("INFO", "replication")).Split('\n').First(line => line.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line[field.Length..], CultureInfo.InvariantCulture);
    }
}
