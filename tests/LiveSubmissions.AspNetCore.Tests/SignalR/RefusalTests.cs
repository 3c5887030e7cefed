using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace LiveSubmissions.AspNetCore.Tests.SignalR;

public sealed class RefusalTests
{
    [Theory]
    [InlineData("a b", 4400)]
    [InlineData("401", 4401)]
    [InlineData("403", 4403)]
    [InlineData("404", 4404)]
    [InlineData("500", 1011)]
    public async Task Who_may_not_follow_is_told_with_a_close_and_the_stream_ends(string problem, int code)
    {
        await using var web = await HubSide.StartAsync(add: Refusing);
        foreach (var protocol in (string[])[HubSide.Json, HubSide.MessagePack])
        {
            await using var connection = await web.ConnectHubAsync(protocol);
            await using var stream = await connection.FollowAsync(problem);
            await stream.Completion.WaitAsync(TimeSpan.FromSeconds(20));

            var close = Assert.Single(stream.Messages);
            Assert.Equal(["type", "code", "reason"], close.Select(static field => field.Key));
            Assert.Equal("close", (string?)close["type"]);
            Assert.Equal(code, (long)close["code"]!);

            var error = await Assert.ThrowsAsync<HubException>(() => connection.JoinAsync(problem));
            Assert.Contains($"{code}: {close["reason"]}", error.Message, StringComparison.Ordinal);
            Assert.Contains(web.Logs, record => record.Id.Id == 3003 && record.Message.Contains($"problem_id={problem}, code={code}", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_submissions_id_that_is_none_is_told_with_4400()
    {
        await using var web = await HubSide.StartAsync();
        await using var connection = await web.ConnectHubAsync();
        await using var stream = await connection.FollowSubmissionAsync(1, "a/b");

        Assert.Equal(4400, (long)stream.Last["code"]!);
    }

    [Fact]
    public async Task The_access_check_is_given_the_connections_request()
    {
        await using var web = await HubSide.StartAsync(add: static live => live.AddAccess(static (http, _, _) =>
            ValueTask.FromResult(http.Request.Headers["X-Key"] == "open" ? SubmissionAccess.Allowed : SubmissionAccess.Forbidden)));
        await using var let = await web.ConnectHubAsync(configure: static options => options.Headers["X-Key"] = "open");
        await using var refused = await web.ConnectHubAsync();

        await using var stream = await let.FollowAsync(1);
        await using var other = await refused.FollowAsync(1);

        Assert.Equal("hello", (string?)stream.Last["type"]);
        Assert.Equal(4403, (long)other.Last["code"]!);
    }

    [Fact]
    public async Task A_transport_that_is_not_configured_is_told_with_4500_and_one_that_does_not_answer_with_1013()
    {
        await AssertCode(new UnconfiguredTransport(), 4500);
        await AssertCode(new DeadTransport(), 1013);

        static async Task AssertCode(ISubmissionTransport transport, int code)
        {
            await using var web = await HubSide.StartAsync(build: builder => builder.Services.AddSingleton(transport));
            await using var connection = await web.ConnectHubAsync();
            await using var stream = await connection.FollowAsync(1);
            await stream.Completion.WaitAsync(TimeSpan.FromSeconds(20));

            Assert.Equal(code, (long)Assert.Single(stream.Messages)["code"]!);
        }
    }

    [Fact]
    public async Task More_streams_than_a_connection_may_have_are_told_4429_and_no_line_of_the_log_is_an_error()
    {
        await using var web = await HubSide.StartAsync();
        await using var connection = await web.ConnectHubAsync();
        var streams = Enumerable.Range(0, 1_000).Select(_ => HubStream.Read(connection, "Follow", 1, null)).ToList();
        foreach (var stream in streams) await stream.CountAsync(1);

        var refused = streams.Where(static stream => (string?)stream.Messages[0]["type"] == "close").ToList();
        Assert.Equal(900, refused.Count);
        Assert.All(refused, static stream =>
        {
            Assert.Equal(4429, (long)stream.Messages[0]["code"]!);
            Assert.Contains("100 problems and submissions", (string?)stream.Messages[0]["reason"], StringComparison.Ordinal);
        });
        var error = await Assert.ThrowsAsync<HubException>(() => connection.JoinAsync(1));
        Assert.Contains("4429: ", error.Message, StringComparison.Ordinal);

        foreach (var stream in streams) await stream.DisposeAsync();
        await using var next = await connection.FollowAsync(1);
        Assert.Equal("hello", (string?)next.Last["type"]);
        NothingIsAnError(web);
    }

    [Fact]
    public async Task No_refusal_of_the_hub_is_an_error_in_the_log()
    {
        await using var web = await HubSide.StartAsync(add: Refusing);
        foreach (var protocol in (string[])[HubSide.Json, HubSide.MessagePack])
        {
            await using var connection = await web.ConnectHubAsync(protocol);
            foreach (var problem in (object?[])["a b", "401", "403", "404", true, 1.5, null])
            {
                await using var stream = HubStream.Read(connection, "Follow", problem, null);
                await using var since = HubStream.Read(connection, "Follow", 1, true);
                await using var submission = HubStream.Read(connection, "FollowSubmission", 1, problem, null);
                await Assert.ThrowsAsync<HubException>(() => connection.JoinAsync(problem));
                await Assert.ThrowsAsync<HubException>(() => connection.JoinSinceAsync(1, true));
                if (problem is not string) await Assert.ThrowsAsync<HubException>(() => connection.LeaveAsync(problem));
            }
        }

        NothingIsAnError(web);
    }

    [Fact]
    public async Task No_call_that_the_hub_does_not_know_leaves_a_stack_trace_in_the_log()
    {
        await using var web = await HubSide.StartAsync();
        foreach (var protocol in (string[])[HubSide.Json, HubSide.MessagePack])
        {
            await using var connection = await web.ConnectHubAsync(protocol);
            foreach (var (method, arguments) in ((string, object?[])[])
                [("Nothing", []), ("Join", []), ("Join", [1, 2, 3]), ("Follow", [1, null]), ("JoinSince", [1]), ("OnConnectedAsync", [])])
            {
                await Assert.ThrowsAsync<HubException>(() => connection.InvokeCoreAsync<string>(method, arguments!));
                await using var stream = HubStream.Read(connection, method, method == "Follow" ? [] : arguments);
                await Assert.ThrowsAsync<HubException>(() => stream.Completion);
            }
        }

        Assert.DoesNotContain(AllLogs(web), static record => record.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task A_client_that_leaves_while_it_joins_is_no_error_in_the_log()
    {
        var asked = new TaskCompletionSource();
        var left = new TaskCompletionSource();
        await using var web = await HubSide.StartAsync(add: live => live.AddAccess(async (_, _, cancellationToken) =>
        {
            asked.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                left.SetResult();
            }

            return SubmissionAccess.Allowed;
        }));
        var connection = await web.ConnectHubAsync();
        var joining = connection.JoinAsync(1);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(20));

        await connection.DisposeAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => joining);
        await left.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await web.App.StopAsync();
        NothingIsAnError(web);
    }

    [Fact]
    public async Task What_fails_in_another_hub_of_the_host_is_logged_as_ever()
    {
        await using var web = await HubSide.StartAsync(map: static app =>
        {
            app.MapLiveSubmissions();
            app.MapHub<OtherHub>("/other");
        });
        await using var connection = new HubConnectionBuilder().WithUrl(new Uri(web.Address, "/other")).Build();
        await connection.StartAsync();

        await Assert.ThrowsAsync<HubException>(() => connection.InvokeAsync("Fail"));

        Assert.Contains(AllLogs(web), static record => record.Level == LogLevel.Error && record.Exception is HubException);
    }

    [Fact]
    public async Task Conventions_of_the_mapping_hold_for_the_hub()
    {
        await using var web = await HubSide.StartAsync(
            build: static builder => builder.AddKey(),
            map: static app =>
            {
                app.UseAuthentication();
                app.UseAuthorization();
                app.MapLiveSubmissions().RequireAuthorization();
            });

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => web.ConnectHubAsync());
        await using var let = await web.ConnectHubAsync(configure: static options => options.Headers["X-Key"] = "open");
        await using var stream = await let.FollowAsync(1);

        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, error.StatusCode);
        Assert.Equal("hello", (string?)stream.Last["type"]);
    }

    private static IEnumerable<FakeLogRecord> AllLogs(WebSide web) => web.App.Services.GetFakeLogCollector().GetSnapshot();

    private static void NothingIsAnError(WebSide web) =>
        Assert.DoesNotContain(AllLogs(web), static record => record.Level >= LogLevel.Error || (record.Exception is HubException && record.Level > LogLevel.Debug));

    private sealed class OtherHub : Hub
    {
        public Task Fail() => throw new HubException("It fails.");
    }

    private static void Refusing(ILiveSubmissionsBuilder live) => live.AddAccess(static (_, problem, _) => problem.ToString() switch
    {
        "401" => ValueTask.FromResult(SubmissionAccess.SignInRequired),
        "403" => ValueTask.FromResult(SubmissionAccess.Forbidden),
        "404" => ValueTask.FromResult(SubmissionAccess.UnknownProblem),
        "500" => throw new InvalidOperationException("The check is broken."),
        _ => ValueTask.FromResult(SubmissionAccess.Allowed),
    });
}
