using JudgeHost.Tests;
using LiveSubmissions.Contracts;
using LiveSubmissions.Doctor.Tests.Processes;
using LiveSubmissions.TestKit.Redis;
using LiveSubmissions.TestKit.Wire;

namespace LiveSubmissions.Doctor.Tests.Benches;

/// <summary>
/// A judge whose Redis and whose backend's way to it may be broken: the backend goes through a wire of its own, the worker directly. After each break it is
/// fixed, and found healthy by the doctor before the next.
/// </summary>
internal sealed class BreakableJudge : IAsyncDisposable
{
    public const string User = "judge";

    /// <summary>Of the server's own user. Without one, whoever fails to sign in would be let in as that user.</summary>
    private const string Operator = "operator";

    private const string Password = "right";
    private const int Database = 2;

    /// <summary>Clients reconnect every second at the latest, and hear again what they subscribed to.</summary>
    private static readonly TimeSpan HealsWithin = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _data = new();

    private BreakableJudge(RedisServer redis)
    {
        Redis = redis;
        Wire = TcpProxy.To(redis.Port);
    }

    public RedisServer Redis { get; }

    /// <summary>Between the backend and Redis.</summary>
    public TcpProxy Wire { get; }

    public JudgeNode Backend { get; private set; } = null!;

    public JudgeNode Worker { get; private set; } = null!;

    /// <summary>Redis, directly.</summary>
    public string Url => UrlOf(Redis.Port);

    /// <summary>Redis, by the wire that the backend uses.</summary>
    public string UrlByWire => UrlOf(Wire.Port);

    public string[] Doctor => ["--redis", Url, "--url", Backend.Url.ToString()];

    /// <param name="queue">The job queue's Redis, which is not broken.</param>
    public static async Task<BreakableJudge> StartAsync(string queue)
    {
        var judge = new BreakableJudge(await RedisServer.StartAsync(Operator, "--user", User, "on", $">{Password}", "~*", "&*", "+@all"));
        try
        {
            var worker = JudgeNode.StartAsync("worker", judge._data.Path, judge.Url, queue);
            judge.Backend = await JudgeNode.StartAsync("backend", judge._data.Path, judge.UrlByWire, queue);
            judge.Worker = await worker;
            return judge;
        }
        catch
        {
            await judge.DisposeAsync();
            throw;
        }
    }

    /// <summary>Changes what the judge's user may do.</summary>
    public Task SetUserAsync(params string[] rules) => Redis.AskAsync(["ACL", "SETUSER", User, .. rules]);

    /// <summary>Notifications for the backend vanish from now on, and with them every connection that subscribes anew; commands pass.</summary>
    public void CutNotifications()
    {
        Wire.SwallowsAnswersTo = "\r\nSUBSCRIBE\r\n";
        foreach (var connection in Wire.Connections.Where(static connection => connection.Subscribes)) connection.BlackHole();
    }

    /// <summary>Everything on the wire vanishes from now on: connections are accepted, and nothing is answered.</summary>
    public void BlackHole()
    {
        Wire.SwallowsAnswersTo = "";
        foreach (var connection in Wire.Connections) connection.BlackHole();
    }

    /// <summary>Fixes whatever was broken, and waits until the doctor finds nothing.</summary>
    public async Task FixAsync()
    {
        if (!Redis.IsRunning) await Redis.RestartAsync();
        await Redis.ThawAsync();
        await Redis.AskAsync("REPLICAOF", "NO", "ONE");
        await Redis.AskAsync("CONFIG", "SET", "maxmemory-policy", "noeviction");
        await SetUserAsync("resetpass", $">{Password}", "~*", "&*", "+@all");

        // As a restart of the processes would: a subscription that was refused is asked for again on a new connection.
        await Redis.AskAsync("CLIENT", "KILL", "USER", User);
        Wire.SwallowsAnswersTo = null;
        Wire.Cut();
        await UntilHealthyAsync();
    }

    public async Task UntilHealthyAsync()
    {
        DoctorReport? last = null;
        await Eventually.TrueAsync(async () => (last = await DoctorTool.Built.DoctorAsync(Doctor)).Ok, () => $"the judge is healthy; the doctor says: {last}", HealsWithin);
        await Readiness.BecomesAsync(Backend, 200);
        await Readiness.BecomesAsync(Worker, 200);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in (JudgeNode?[])[Backend, Worker])
        {
            if (node is not null) await node.DisposeAsync();
        }

        await Wire.DisposeAsync();
        await Redis.DisposeAsync();
        _data.Dispose();
    }

    private static string UrlOf(int port) => $"redis://{User}:{Password}@127.0.0.1:{port}/{Database}";
}
