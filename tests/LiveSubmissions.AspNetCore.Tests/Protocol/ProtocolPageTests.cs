using System.Text.Json.Nodes;
using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.TestKit.Wire;

namespace LiveSubmissions.AspNetCore.Tests.Protocol;

/// <summary>What docs/protocol.md shows is what a server sends.</summary>
public sealed class ProtocolPageTests : IAsyncLifetime
{
    private WebSide _web = null!;

    public async Task InitializeAsync() => _web = await WebSide.StartAsync();

    public async Task DisposeAsync() => await _web.DisposeAsync();

    [Fact]
    public void Every_example_is_compared_by_a_test_here() => Assert.Equal(
        ["close", "heartbeat", "hello", "hello-resumed", "plain-no-metrics", "plain-update", "resync", "update", "updates"],
        ProtocolPage.Examples.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public async Task The_plain_dialects_messages()
    {
        await using var client = await _web.ConnectAsync();
        await SayAcceptedAsync();
        await _web.SayAsync(43, SubmissionStatus.Queued);

        // No normalising: these are to the byte.
        Assert.Equal(ProtocolPage.Examples["plain-update"], await client.ReceiveAsync());
        Assert.Equal(ProtocolPage.Examples["plain-no-metrics"], await client.ReceiveAsync());
    }

    [Fact]
    public async Task Hello_and_update()
    {
        await using var client = await _web.ConnectAsync(WireClient.V1);
        await SayAcceptedAsync();

        await IsSentAsync("hello", client);
        await IsSentAsync("update", client);
    }

    [Fact]
    public async Task Resumed_and_several_updates()
    {
        var position = await _web.PositionAsync();
        await _web.SayAsync(43, SubmissionStatus.Queued, revision: 1);
        await _web.SayAsync(44, SubmissionStatus.Evaluating, revision: 2, progress: 0.5);
        await using var client = await _web.ConnectAsync(WireClient.V1, since: position.ToString());

        await IsSentAsync("hello-resumed", client);
        await IsSentAsync("updates", client);
    }

    [Fact]
    public async Task Resync()
    {
        await using var client = await _web.ConnectAsync(WireClient.V1, since: "5d0c2e6b9f314a77:1");

        Assert.Contains("\"resumed\":false", await client.ReceiveAsync(), StringComparison.Ordinal);
        await IsSentAsync("resync", client);
    }

    [Fact]
    public async Task Heartbeat()
    {
        await using var web = await WebSide.StartAsync(static options => options.Feed.HeartbeatInterval = TimeSpan.FromMilliseconds(100));
        await using var client = await web.ConnectAsync(WireClient.V1);

        await client.ReceiveAsync();
        await IsSentAsync("heartbeat", client);
    }

    [Fact]
    public void Close() => Assert.Equal([ProtocolPage.Examples["close"]], V1Messages.Close(CloseCode.UnknownProblem).Texts());

    [Fact]
    public void The_close_codes_are_those_of_the_server_and_say_the_same_about_coming_back()
    {
        Assert.Equal(CloseCode.All.Select(static code => code.Number), ProtocolPage.CloseCodes.Keys);
        Assert.All(CloseCode.All, static code => Assert.Equal(code.ComesBack, ProtocolPage.CloseCodes[code.Number].Contains("comes back", StringComparison.Ordinal)));
    }

    private static async Task IsSentAsync(string example, WireClient client) =>
        Assert.Equal(ProtocolPage.Normalise(ProtocolPage.Examples[example]), ProtocolPage.Normalise(await client.ReceiveAsync()));

    private Task SayAcceptedAsync() => _web.SayAsync(42, SubmissionStatus.Accepted, new JsonObject { ["accuracy"] = 0.95 }, revision: 7);
}
