using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

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

    private static void Refusing(ILiveSubmissionsBuilder live) => live.AddAccess(static (_, problem, _) => problem.ToString() switch
    {
        "401" => ValueTask.FromResult(SubmissionAccess.SignInRequired),
        "403" => ValueTask.FromResult(SubmissionAccess.Forbidden),
        "404" => ValueTask.FromResult(SubmissionAccess.UnknownProblem),
        "500" => throw new InvalidOperationException("The check is broken."),
        _ => ValueTask.FromResult(SubmissionAccess.Allowed),
    });
}
