using System.Globalization;

namespace LiveSubmissions.TestKit.Redis;

/// <summary>A cluster of three masters with a replica each.</summary>
public sealed class RedisCluster : IAsyncDisposable
{
    private const int Masters = 3;
    private const int Slots = 16384;

    private readonly List<RedisServer> _nodes = [];

    private RedisCluster()
    {
    }

    /// <summary>The URL of all nodes.</summary>
    public string Url => $"redis://{string.Join(',', _nodes.Select(node => $"127.0.0.1:{node.Port}"))}";

    public static async Task<RedisCluster> StartAsync()
    {
        var cluster = new RedisCluster();
        try
        {
            for (var i = 0; i < 2 * Masters; i++) cluster._nodes.Add(await StartNodeAsync());
            await cluster.JoinAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The master that has a key.</summary>
    public async Task<RedisServer> MasterOfAsync(string key)
    {
        var asked = _nodes.First(node => node.IsRunning);
        var slot = int.Parse(await asked.AskAsync("CLUSTER", "KEYSLOT", key), CultureInfo.InvariantCulture);
        foreach (var line in (await asked.AskAsync("CLUSTER", "NODES")).Split('\n'))
        {
            var fields = line.Split(' ');
            if (fields.Skip(8).Any(range => Covers(range, slot))) return _nodes.Single(node => fields[1].Contains($":{node.Port}@", StringComparison.Ordinal));
        }

        throw new InvalidOperationException($"Nobody has the slot {slot}.");
    }

    /// <summary>The replica of a master.</summary>
    public async Task<RedisServer> ReplicaOfAsync(RedisServer master)
    {
        var line = await master.AskAsync("CLUSTER", "REPLICAS", await master.AskAsync("CLUSTER", "MYID"));
        return _nodes.Single(node => line.Contains($":{node.Port}@", StringComparison.Ordinal));
    }

    /// <summary>Moves the slot of a key, with all that is in it, to another master.</summary>
    public async Task MoveSlotOfAsync(string key)
    {
        var from = await MasterOfAsync(key);
        var to = await MasterAsync(other: from);
        var slot = await from.AskAsync("CLUSTER", "KEYSLOT", key);
        var (source, target) = (await from.AskAsync("CLUSTER", "MYID"), await to.AskAsync("CLUSTER", "MYID"));
        await to.AskAsync("CLUSTER", "SETSLOT", slot, "IMPORTING", source);
        await from.AskAsync("CLUSTER", "SETSLOT", slot, "MIGRATING", target);
        var keys = (await from.AskAsync("CLUSTER", "GETKEYSINSLOT", slot, "100")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await from.AskAsync(["MIGRATE", "127.0.0.1", Text(to.Port), "", "0", "5000", "KEYS", .. keys]);
        await to.AskAsync("CLUSTER", "SETSLOT", slot, "NODE", target);
        await from.AskAsync("CLUSTER", "SETSLOT", slot, "NODE", target);
        await Eventually.TrueAsync(async () => await MasterOfAsync(key) == to, "the cluster knows the slot's new master");
    }

    private async Task<RedisServer> MasterAsync(RedisServer other)
    {
        foreach (var node in _nodes)
        {
            if (node != other && node.IsRunning && await node.SaysAsync("role:master", "INFO", "replication")) return node;
        }

        throw new InvalidOperationException("There is no other master.");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
    }

    private static Task<RedisServer> StartNodeAsync() => RedisServer.StartAsync(
        null,
        [
            "--cluster-enabled", "yes", "--cluster-node-timeout", "1500", "--cluster-replica-validity-factor", "0",
            "--cluster-port", Text(FreePort.Next()), .. RedisPair.ReplicationArguments,
        ]);

    private async Task JoinAsync()
    {
        for (var i = 0; i < _nodes.Count; i++)
        {
            // Two nodes with the same epoch would first have to agree which of them counts.
            await _nodes[i].AskAsync("CLUSTER", "SET-CONFIG-EPOCH", Text(i + 1));
            if (i < Masters) await _nodes[i].AskAsync("CLUSTER", "ADDSLOTSRANGE", Text(i * Slots / Masters), Text(((i + 1) * Slots / Masters) - 1));
            var bus = (await _nodes[i].AskAsync("CONFIG", "GET", "cluster-port")).Split('\n')[1];
            if (i > 0) await _nodes[0].AskAsync("CLUSTER", "MEET", "127.0.0.1", Text(_nodes[i].Port), bus);
        }

        await AllAsync("cluster_known_nodes:6", "CLUSTER", "INFO");
        for (var i = 0; i < Masters; i++) await _nodes[Masters + i].AskAsync("CLUSTER", "REPLICATE", await _nodes[i].AskAsync("CLUSTER", "MYID"));
        await UntilWholeAsync();
    }

    /// <summary>Every node finds the cluster whole, and every replica follows its master and is known to be one.</summary>
    private async Task UntilWholeAsync()
    {
        await AllAsync("cluster_state:ok", "CLUSTER", "INFO");
        foreach (var node in _nodes)
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    var role = await node.AskAsync("INFO", "replication");
                    return role.Contains("connected_slaves:1", StringComparison.Ordinal) || role.Contains("master_link_status:up", StringComparison.Ordinal);
                },
                "every master has a replica");
            await Eventually.TrueAsync(
                async () =>
                {
                    var nodes = (await node.AskAsync("CLUSTER", "NODES")).Split('\n');
                    return nodes.Count(line => line.Contains("slave ", StringComparison.Ordinal)) == Masters
                        && !nodes.Any(line => line.Contains("fail", StringComparison.Ordinal));
                },
                "every node knows who follows whom");
        }
    }

    private async Task AllAsync(string text, params string[] command)
    {
        foreach (var node in _nodes) await Eventually.TrueAsync(() => node.SaysAsync(text, command), $"every node says {text}");
    }

    private static bool Covers(string range, int slot)
    {
        if (range.StartsWith('[')) return false;
        var ends = range.Split('-');
        return slot >= int.Parse(ends[0], CultureInfo.InvariantCulture) && slot <= int.Parse(ends[^1], CultureInfo.InvariantCulture);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
