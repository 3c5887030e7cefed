using System.Text.Json;
using LiveSubmissions.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.AspNetCore.Tests.SignalR;

/// <summary>What docs/protocol.md shows of the hub is what it does.</summary>
public sealed class HubPageTests
{
    [Fact]
    public void Every_example_is_tested() =>
        Assert.Equal(["signalr-callbacks", "signalr-close", "signalr-messagepack", "signalr-stream", "signalr-stream-csharp"], HubPage.Examples.Keys.Order());

    [Fact]
    public async Task The_stream_in_JavaScript()
    {
        await using var web = await HubSide.StartAsync();
        await using var node = await RunAsync("signalr-stream", web);
        await node.LinesAsync(1);

        await web.SayAsync(42, SubmissionStatus.Accepted);

        Assert.Equal(["hello  ", "submission_update 42 accepted"], await node.LinesAsync(2));
    }

    [Fact]
    public async Task The_callbacks_in_JavaScript()
    {
        await using var web = await HubSide.StartAsync();
        await using var node = await RunAsync("signalr-callbacks", web);
        Assert.Equal($"joined at {await web.PositionAsync()}", (await node.LinesAsync(1))[0]);

        await web.SayAsync(42, SubmissionStatus.Accepted);

        Assert.Equal("42 accepted", (await node.LinesAsync(2))[1]);
    }

    [Fact]
    public async Task The_stream_in_CSharp()
    {
        Assert.Equal(HubPage.Examples["signalr-stream-csharp"], HubPage.Compiled("stream"));
        await using var web = await HubSide.StartAsync();
        using var cancellation = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var shown = new TaskCompletionSource<string>();

        var following = FollowAsync(web.Address, shown.SetResult, cancellation.Token);
        await Contracts.Eventually.TrueAsync(() => web.Attached == 1, "it follows");
        await web.SayAsync(42, SubmissionStatus.Accepted);

        Assert.Equal("42 is accepted", await shown.Task.WaitAsync(cancellation.Token));
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
    }

    [Fact]
    public async Task The_host_with_MessagePack()
    {
        Assert.Equal(HubPage.Examples["signalr-messagepack"], HubPage.Compiled("messagepack"));
        await using var web = await WebSide.StartAsync(build: static builder => AddMessagePack(builder));
        await using var connection = await web.ConnectHubAsync(HubSide.MessagePack);
        await using var stream = await connection.FollowAsync(1);

        Assert.Equal("hello", (string?)stream.Last["type"]);
    }

    [Fact]
    public async Task The_last_message()
    {
        await using var web = await HubSide.StartAsync(add: static live => live.AddAccess(static (_, _, _) => ValueTask.FromResult(SubmissionAccess.UnknownProblem)));
        await using var connection = await web.ConnectHubAsync();
        await using var stream = await connection.FollowAsync(1);

        Assert.Equal(HubPage.Examples["signalr-close"], stream.Last.ToJsonString());
    }

    private static async Task FollowAsync(Uri server, Action<string> show, CancellationToken cancellationToken)
    {
        // example: stream
        await using var connection = new HubConnectionBuilder().WithUrl(new Uri(server, "/hubs/submissions")).Build();
        await connection.StartAsync(cancellationToken);
        await foreach (var message in connection.StreamAsync<JsonElement>("Follow", 1, null, cancellationToken))
        {
            if (message.GetProperty("type").GetString() != "submission_update") continue;
            show($"{message.GetProperty("submission_id")} is {message.GetProperty("status")}");
        }

        // end
    }

    private static void AddMessagePack(WebApplicationBuilder builder)
    {
        // example: messagepack
        builder.Services.AddSignalR().AddMessagePackProtocol();
        builder.Services.AddLiveSubmissions().AddWebEndpoints();
        // end
    }

    private static Task<NodeFollower> RunAsync(string name, WebSide web)
    {
        var code = HubPage.Examples[name].Replace("http://localhost:8100/", web.Address.ToString(), StringComparison.Ordinal);
        return NodeFollower.StartAsync("--input-type=module", "--eval", code);
    }
}
