using System.Diagnostics;
using System.Net;
using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.AspNetCore.Tests.ServerSentEvents;

public sealed class ClosingTests
{
    [Theory]
    [InlineData("a%20b", 4400)]
    [InlineData("members", 4401)]
    [InlineData("private", 4403)]
    [InlineData("unknown", 4404)]
    [InlineData("broken", 1011)]
    public async Task A_refusal_is_a_stream_of_one_event_that_says_whether_to_come_back(string problem, int number)
    {
        await using var web = await WebSide.StartAsync(add: static live => live.AddAccess(static (_, problem, _) => ValueTask.FromResult(problem.ToString() switch
        {
            "members" => SubmissionAccess.SignInRequired,
            "private" => SubmissionAccess.Forbidden,
            "unknown" => SubmissionAccess.UnknownProblem,
            _ => throw new InvalidOperationException("no such table"),
        })));

        await IsRefusedAsync(web, problem, number);
    }

    [Fact]
    public async Task Without_a_configured_transport_it_is_4500()
    {
        await using var web = await WebSide.StartAsync(add: static live => live.Services.AddSingleton<ISubmissionTransport, UnconfiguredTransport>());

        await IsRefusedAsync(web, "1", 4500);
        Assert.Contains("SSE of problem_id=1", Assert.Single(web.Logs, static record => record.Level == LogLevel.Warning).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transport_that_does_not_answer_is_1013()
    {
        await using var web = await WebSide.StartAsync(add: static live => live.Services.AddSingleton<ISubmissionTransport, DeadTransport>());

        await IsRefusedAsync(web, "1", 1013);
    }

    [Fact]
    public async Task A_browser_that_comes_back_although_it_is_of_no_use_is_sent_away_for_good()
    {
        await using var web = await WebSide.StartAsync();
        await using var stream = await EventStream.OpenAsync(web.Events(), "stay-away");

        Assert.Equal(HttpStatusCode.NoContent, stream.Answer.StatusCode);
        Assert.Null(await stream.TryReadAsync());
        Assert.Equal(0, web.Attached);
    }

    [Fact]
    public async Task When_the_host_stops_every_stream_ends_with_1001_at_once()
    {
        await using var web = await WebSide.StartAsync(web: static options => options.CloseTimeout = TimeSpan.FromSeconds(30));
        var streams = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => EventStream.OpenAsync(web.Events())));
        foreach (var stream in streams) await stream.ReadAsync();
        var watch = Stopwatch.StartNew();

        var stopping = web.App.StopAsync();

        foreach (var stream in streams)
        {
            Assert.Equal(
                "event: close\ndata: {\"type\":\"close\",\"code\":1001,\"reason\":\"The server is stopping; connect again.\"}", await stream.ReadAsync());
            Assert.Null(await stream.TryReadAsync());
            await stream.DisposeAsync();
        }

        await stopping;
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    private static async Task IsRefusedAsync(WebSide web, string problem, int number)
    {
        var code = CloseCode.All.Single(code => code.Number == number);
        await using var stream = await EventStream.OpenAsync(web.Events(problem));

        Assert.Equal(HttpStatusCode.OK, stream.Answer.StatusCode);
        var block = (await stream.ReadAsync()).Split('\n');
        Assert.Equal(["retry: 3000", "event: close"], block[..2]);
        if (!code.ComesBack) Assert.Equal("id: stay-away", block[2]);
        Assert.Equal($$"""data: {{V1Messages.Close(code).Texts().Single()}}""", block[^1]);
        Assert.Equal(code.ComesBack ? 3 : 4, block.Length);
        Assert.Null(await stream.TryReadAsync());
    }
}
