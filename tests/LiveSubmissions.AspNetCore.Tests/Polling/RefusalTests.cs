using System.Net;
using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Feed;
using LiveSubmissions.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.AspNetCore.Tests.Polling;

public sealed class RefusalTests
{
    [Theory]
    [InlineData("a%20b", 400, 4400)]
    [InlineData("members", 401, 4401)]
    [InlineData("private", 403, 4403)]
    [InlineData("unknown", 404, 4404)]
    [InlineData("broken", 500, 1011)]
    public async Task Who_may_not_follow_gets_a_status_and_the_code_that_the_other_endpoints_close_with(string problem, int status, int code)
    {
        await using var web = await WebSide.StartAsync(add: static live => live.AddAccess(static (_, problem, _) => ValueTask.FromResult(problem.ToString() switch
        {
            "members" => SubmissionAccess.SignInRequired,
            "private" => SubmissionAccess.Forbidden,
            "unknown" => SubmissionAccess.UnknownProblem,
            _ => throw new InvalidOperationException("no such table"),
        })));

        await IsRefusedAsync(web, problem, status, code);
        Assert.Equal(code == 1011, web.Logs.Any(static record => record.Level == LogLevel.Error));
    }

    [Fact]
    public async Task Without_a_configured_transport_it_is_503_and_4500()
    {
        await using var web = await WebSide.StartAsync(add: static live => live.Services.AddSingleton<ISubmissionTransport, UnconfiguredTransport>());

        var poll = await IsRefusedAsync(web, "1", 503, 4500);
        Assert.NotNull(poll.Answer.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task One_group_more_than_the_node_may_follow_is_429_and_4429()
    {
        await using var web = await WebSide.StartAsync(static options => options.Feed.MaxFollowedGroups = 1);
        await using var other = await web.App.Services.GetRequiredService<ISubmissionFeed>().SubscribeAsync(new SubmissionGroup("problem_submissions_2"));

        var poll = await IsRefusedAsync(web, "1", 429, 4429);
        Assert.NotNull(poll.Answer.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task A_transport_that_does_not_answer_is_503_and_1013()
    {
        await using var web = await WebSide.StartAsync(add: static live => live.Services.AddSingleton<ISubmissionTransport, DeadTransport>());

        var poll = await IsRefusedAsync(web, "1", 503, 1013);
        Assert.NotNull(poll.Answer.Headers.RetryAfter?.Delta);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("HEAD")]
    [InlineData("DELETE")]
    public async Task Only_get_is_understood(string method)
    {
        await using var web = await WebSide.StartAsync();

        Assert.Equal(
            HttpStatusCode.MethodNotAllowed, (await Poller.AskAsync(web.Changes(), configure: request => request.Method = new HttpMethod(method))).Status);
    }

    private static async Task<Poller> IsRefusedAsync(WebSide web, string problem, int status, int code)
    {
        var poll = await Poller.AskAsync(web.Changes(problem: problem));

        Assert.Equal(status, (int)poll.Status);
        Assert.Equal(V1Messages.Close(CloseCode.All.Single(known => known.Number == code)).Texts().Single(), poll.Body);
        Assert.Equal("application/json", poll.Answer.Content.Headers.ContentType!.ToString());
        return poll;
    }
}
