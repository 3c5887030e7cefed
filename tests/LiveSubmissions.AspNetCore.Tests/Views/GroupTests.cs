using System.Net;
using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.AspNetCore.Tests.Polling;
using LiveSubmissions.AspNetCore.Tests.ServerSentEvents;
using LiveSubmissions.Contracts;
using LiveSubmissions.TestKit.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.AspNetCore.Tests.Views;

/// <summary>A group of the application's own: a user's submissions over all problems.</summary>
public sealed class GroupTests : IAsyncLifetime
{
    private WebSide _web = null!;

    public async Task InitializeAsync()
    {
        _web = await WebSide.StartAsync(
            add: static live => live.Services.AddSingleton<ISubmissionGroupNaming, UserGroups>(),
            map: static app =>
            {
                app.MapLiveSubmissions();
                app.MapSubmissionGroup("users/{userId}/submissions", static (http, _) => ValueTask.FromResult(Follow(http)));
            });
        await _web.Broadcaster.BroadcastAsync(Update(1, 42));
        await _web.Broadcaster.BroadcastAsync(Update(2, 43));
    }

    public async Task DisposeAsync() => await _web.DisposeAsync();

    [Fact]
    public async Task Every_endpoint_shows_it_over_all_problems()
    {
        await using var socket = await WatchingClient.ConnectAsync(new Uri(_web.Address, "/ws/users/7/submissions/?since=0&key=7"));
        await using var stream = await EventStream.OpenAsync(new Uri(_web.Address, "/sse/users/7/submissions/?since=0&key=7"));
        var poll = await Poller.AskAsync(new Uri(_web.Address, "/users/7/submissions/changes?since=0&key=7"));

        await Eventually.TrueAsync(() => socket.States.Count == 2, "both problems' submissions come");
        Assert.Contains("event: hello", await stream.ReadAsync(), StringComparison.Ordinal);
        Assert.Contains("\"submission_id\":42,", await stream.ReadAsync(), StringComparison.Ordinal);
        Assert.Contains("\"submission_id\":43,", await stream.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal(["hello", "submission_update", "submission_update", "heartbeat"], poll.Types);
    }

    [Theory]
    [InlineData("/sse/users/7/submissions/?key=8", "/users/7/submissions/changes?key=8", 4403, HttpStatusCode.Forbidden)]
    [InlineData("/sse/users/7/submissions/", "/users/7/submissions/changes", 4401, HttpStatusCode.Unauthorized)]
    public async Task Who_may_not_follow_it_is_told_why(string events, string changes, int code, HttpStatusCode status)
    {
        await using var stream = await EventStream.OpenAsync(new Uri(_web.Address, events));
        var poll = await Poller.AskAsync(new Uri(_web.Address, changes));

        Assert.Contains($"\"code\":{code},", await stream.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal(status, poll.Status);
        Assert.Contains($"\"code\":{code},", poll.Body, StringComparison.Ordinal);
    }

    private static SubmissionUpdate Update(ProblemId problem, SubmissionId submission) =>
        new() { ProblemId = problem, SubmissionId = submission, Status = SubmissionStatus.Accepted, UserId = "7" };

    /// <summary>A request whose key is a user's id counts as that user.</summary>
    private static GroupAccess Follow(HttpContext http)
    {
        var user = (string)http.Request.RouteValues["userId"]!;
        var key = http.Request.Query["key"].ToString();
        if (key.Length == 0) return SubmissionAccess.SignInRequired;
        return key == user ? UserGroups.For(user) : SubmissionAccess.Forbidden;
    }
}
