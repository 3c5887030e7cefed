using System.Net.WebSockets;
using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.Contracts;
using LiveSubmissions.Contracts.Endpoints;
using LiveSubmissions.TestKit.Wire;
using LiveSubmissions.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.AspNetCore.Tests.WebSockets;

public sealed class RefusalTests
{
    [Theory]
    [InlineData("a%20b")]
    [InlineData("%C3%A9")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345678901234567890")]
    public async Task An_id_that_cannot_be_a_group_name_is_closed_with_4400(string problem)
    {
        await using var web = await WebSide.StartAsync();

        var closed = await ClosedAsync(web, problem);

        Assert.Equal(4400, closed.Code);
        Assert.Contains("ASCII letters", closed.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("members", 4401)]
    [InlineData("private", 4403)]
    [InlineData("unknown", 4404)]
    public async Task Who_may_not_follow_is_told_why_by_the_close_code(string problem, int code)
    {
        await using var web = await WebSide.StartAsync(add: static live => live.AddAccess(static (_, problem, _) => ValueTask.FromResult(problem.ToString() switch
        {
            "members" => SubmissionAccess.SignInRequired,
            "private" => SubmissionAccess.Forbidden,
            "unknown" => SubmissionAccess.UnknownProblem,
            _ => SubmissionAccess.Allowed,
        })));

        var closed = await ClosedAsync(web, problem);
        await using var allowed = await web.ConnectAsync(WireClient.V1);

        Assert.Equal(code, closed.Code);
        Assert.NotEmpty(closed.Reason);
        Assert.Contains("hello", await allowed.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_sees_the_request_and_knows_a_problem_by_its_number()
    {
        await using var web = await WebSide.StartAsync(add: static live => live.AddAccess(static (http, problem, _) =>
            ValueTask.FromResult(problem == 1 && http.Request.Headers["X-Key"] == "open" ? SubmissionAccess.Allowed : SubmissionAccess.Forbidden)));

        await using var client = await WireClient.ConnectAsync(
            web.Socket(), WireClient.V1, configure: static options => options.SetRequestHeader("X-Key", "open"));

        Assert.Contains("hello", await client.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Equal(4403, (await ClosedAsync(web, "1")).Code);
    }

    [Fact]
    public async Task Of_several_checks_the_first_that_does_not_allow_decides()
    {
        await using var web = await WebSide.StartAsync(add: static live => live
            .AddAccess(static (_, _, _) => ValueTask.FromResult(SubmissionAccess.Allowed))
            .AddAccess(static (_, _, _) => ValueTask.FromResult(SubmissionAccess.UnknownProblem))
            .AddAccess(static (_, _, _) => ValueTask.FromResult(SubmissionAccess.Forbidden)));

        Assert.Equal(4404, (await ClosedAsync(web, "1")).Code);
    }

    [Fact]
    public async Task A_check_that_throws_closes_with_1011_and_the_log_says_what_it_threw()
    {
        await using var web = await WebSide.StartAsync(add: static live => live.AddAccess(static (_, _, _) => throw new InvalidOperationException("no such table")));

        var closed = await ClosedAsync(web, "1");

        Assert.Equal(1011, closed.Code);
        Assert.DoesNotContain("table", closed.Reason, StringComparison.Ordinal);
        var line = Assert.Single(web.Logs, static record => record.Level == LogLevel.Error);
        Assert.Equal("no such table", line.Exception?.Message);
    }

    [Fact]
    public async Task A_client_that_leaves_during_the_check_cancels_it()
    {
        var asked = new TaskCompletionSource();
        var left = new TaskCompletionSource();
        await using var web = await WebSide.StartAsync(add: live => live.AddAccess((_, _, cancellationToken) => AskForLongAsync(asked, left, cancellationToken)));
        using var leaving = new CancellationTokenSource();
        using var socket = new ClientWebSocket();
        var connecting = socket.ConnectAsync(new UriBuilder(web.Socket()) { Scheme = "ws" }.Uri, leaving.Token);
        await asked.Task.WaitAsync(WireClient.Deadline);

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => connecting);

        await left.Task.WaitAsync(WireClient.Deadline);
        await Eventually.TrueAsync(() => web.Logs.Any(static record => record.Id.Id == 3004), "the log says that the client is gone");
        Assert.DoesNotContain(web.Logs, static record => record.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task A_host_that_stops_during_the_check_cancels_it_and_closes_with_1001()
    {
        var asked = new TaskCompletionSource();
        var left = new TaskCompletionSource();
        await using var web = await WebSide.StartAsync(add: live => live.AddAccess((_, _, cancellationToken) => AskForLongAsync(asked, left, cancellationToken)));
        var closing = ClosedAsync(web, "1");
        await asked.Task.WaitAsync(WireClient.Deadline);

        await web.App.StopAsync().WaitAsync(TimeSpan.FromSeconds(10));

        await left.Task.WaitAsync(WireClient.Deadline);
        Assert.Equal(1001, (await closing).Code);
    }

    [Fact]
    public async Task Without_a_configured_transport_it_is_4500_and_the_log_says_what_to_set()
    {
        await using var web = await WebSide.StartAsync(add: static live => live.Services.AddSingleton<ISubmissionTransport, UnconfiguredTransport>());

        Assert.Equal(4500, (await ClosedAsync(web, "1")).Code);
        var line = Assert.Single(web.Logs, static record => record.Level == LogLevel.Warning);
        Assert.Contains("channel layer is not configured", line.Message, StringComparison.Ordinal);
        Assert.Contains("live_submissions_configured", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transport_that_does_not_answer_is_1013_and_its_cause_is_for_the_log_alone()
    {
        await using var web = await WebSide.StartAsync(add: static live => live.Services.AddSingleton<ISubmissionTransport, DeadTransport>());

        var closed = await ClosedAsync(web, "1");

        Assert.Equal(1013, closed.Code);
        Assert.DoesNotContain(DeadTransport.Cause, closed.Reason, StringComparison.Ordinal);
        Assert.Contains(web.Logs, static record => record.Level == LogLevel.Warning && record.Message.Contains(DeadTransport.Cause, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_log_that_does_not_answer_is_1013_after_3_s_and_who_comes_again_once_it_has_been_read_is_let_in()
    {
        var setup = new EndpointSetup();
        var answers = new TaskCompletionSource();
        setup.Transport.Gate = answers.Task;
        await using var web = await WebSide.StartAsync(build: builder => setup.Apply(builder.Services));

        Assert.Equal(1013, (await ClosedAsync(web, "1")).Code);
        answers.SetResult();
        await using var client = await WireClient.ConnectAsync(web.Socket("1"));
        await web.SayAsync(42, "accepted");
        await client.ReceiveAsync();

        Assert.Contains(web.Logs, static record => record.Id.Id == 3006 && record.Message.Contains("within 3 s", StringComparison.Ordinal));
        Assert.Equal(1, setup.Transport.Mirrors);
    }

    private static async ValueTask<SubmissionAccess> AskForLongAsync(TaskCompletionSource asked, TaskCompletionSource left, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.Register(left.SetResult);
        asked.SetResult();
        await Task.Delay(WireClient.Deadline, cancellationToken);
        return SubmissionAccess.Allowed;
    }

    private static async Task<WireClosedException> ClosedAsync(WebSide web, string problem)
    {
        await using var client = await WireClient.ConnectAsync(web.Socket(problem));
        return await client.ReceiveCloseAsync();
    }
}
