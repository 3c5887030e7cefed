using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.TestKit.Redis;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.AspNetCore.Tests.Endpoints.Scripted;

/// <summary>Where the script is run: one process with the log in memory; and a web host and two workers over a real Redis.</summary>
public sealed class ScriptedHosts : IAsyncLifetime
{
    public const string InMemory = "in memory";
    public const string OverRedis = "over Redis";

    private RedisServer _redis = null!;
    private ServiceProvider[] _workers = [];
    private int _problems;

    internal IReadOnlyDictionary<string, WebSide> Webs { get; private set; } = new Dictionary<string, WebSide>();

    public async Task InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _workers = [Worker(), Worker()];
        Webs = new Dictionary<string, WebSide>
        {
            [InMemory] = await WebSide.StartAsync(build: static builder => builder.Services.AddSignalR().AddMessagePackProtocol()),
            [OverRedis] = await WebSide.StartAsync(
                add: live => live.AddRedis(_redis.Url), build: static builder => builder.Services.AddSignalR().AddMessagePackProtocol()),
        };
    }

    public async Task DisposeAsync()
    {
        foreach (var web in Webs.Values) await web.DisposeAsync();
        foreach (var worker in _workers) await worker.DisposeAsync();
        await _redis.DisposeAsync();
    }

    /// <summary>A problem that no other run has.</summary>
    public int NextProblem() => Interlocked.Increment(ref _problems);

    /// <summary>The two who broadcast.</summary>
    public IReadOnlyList<ISubmissionBroadcaster> Broadcasters(string where) => where == OverRedis
        ? [.. _workers.Select(static worker => worker.GetRequiredService<ISubmissionBroadcaster>())]
        : [Webs[where].Broadcaster, Webs[where].Broadcaster];

    private ServiceProvider Worker()
    {
        var services = new ServiceCollection();
        services.AddLiveSubmissions().AddRedis(_redis.Url);
        return services.BuildServiceProvider();
    }
}
