using LiveSubmissions.Contracts;
using LiveSubmissions.TestKit;
using LiveSubmissions.TestKit.Redis;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Tests.Connection;

/// <summary>Where only a part is lost, or another server takes over, that is one restoration too: not before, and not twice.</summary>
[Trait("Category", "Slow")]
public sealed class PartialRestorationTests : IAsyncLifetime
{
    private RedisServer _server = null!;

    public async Task InitializeAsync() => _server = await RedisServer.StartAsync(null, "--appendonly", "yes", "--appendfsync", "always");

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("", "normal")]
    [InlineData("", "pubsub")]
    [InlineData("?protocol=resp2", "normal")]
    [InlineData("?protocol=resp2", "pubsub")]
    [InlineData("?sharedSubscriptionConnection=true", "pubsub")]
    public async Task One_connection_that_the_server_closes_is_one_restoration(string client, string type)
    {
        await using var restorations = await Restorations.ObserveAsync(_server.Url + client);

        for (var i = 1; i <= 2; i++)
        {
            await _server.AskAsync("CLIENT", "KILL", "TYPE", type, "SKIPME", "yes");
            await restorations.AreAsync(i);
        }
    }

    [Fact]
    public async Task A_subscription_that_the_server_refuses_for_a_while_is_one_restoration()
    {
        await using var restorations = await Restorations.ObserveAsync(_server.Url);

        // The server closes the connection that has the subscription, and does not take the subscription on the next.
        await _server.AskAsync("ACL", "SETUSER", "default", "resetchannels");
        await Eventually.TrueAsync(() => restorations.Interruptions > 0, "it is told of the loss");
        await restorations.StayAsync(0);
        await _server.AskAsync("ACL", "SETUSER", "default", "allchannels");

        await restorations.AreAsync(1);
    }

    /// <summary>A replica that becomes the primary may have lost the log's tail, though no connection was lost.</summary>
    [Fact]
    public async Task A_server_that_was_a_replica_for_a_while_is_one_restoration_and_none_while_it_is_a_replica()
    {
        await using var restorations = await Restorations.ObserveAsync($"{_server.Url}?configCheckSeconds=1");
        await using var admin = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{_server.Port},allowAdmin=true,configCheckSeconds=1");

        await _server.AskAsync("REPLICAOF", "127.0.0.1", $"{FreePort.Next()}");
        await Eventually.TrueAsync(() => admin.GetServers()[0].IsReplica, "a client sees the replica");
        await restorations.StayAsync(0);
        await _server.AskAsync("REPLICAOF", "NO", "ONE");

        await restorations.AreAsync(1);
        Assert.Equal(0, restorations.Interruptions);
    }

    [Fact]
    public async Task A_replica_that_takes_over_from_a_crashed_primary_is_one_restoration()
    {
        await using var pair = await RedisPair.StartAsync();
        await using var restorations = await Restorations.ObserveAsync(pair.Url);
        await pair.CaughtUpAsync();

        await pair.Primary.KillAsync();
        await Eventually.TrueAsync(() => restorations.Interruptions > 0, "it is told of the loss");
        await restorations.StayAsync(0);
        await pair.Replica.AskAsync("REPLICAOF", "NO", "ONE");

        await restorations.AreAsync(1);
    }

    [Fact]
    public async Task A_replica_that_crashes_and_comes_back_is_no_loss_and_no_restoration()
    {
        await using var pair = await RedisPair.StartAsync();
        await using var restorations = await Restorations.ObserveAsync(pair.Url);

        await pair.Replica.KillAsync();

        // A replica from the start: a server that began as a primary, if only for a moment, would be a change.
        await pair.Replica.RestartAsync("--replicaof", "127.0.0.1", $"{pair.Primary.Port}");
        await pair.LinkAsync();

        await restorations.StayAsync(0);
        Assert.Equal(0, restorations.Interruptions);
    }
}
