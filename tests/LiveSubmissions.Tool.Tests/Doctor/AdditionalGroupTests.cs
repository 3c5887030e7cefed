using LiveSubmissions.AspNetCore;
using LiveSubmissions.TestKit.Tool;
using LiveSubmissions.Tool.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.Tool.Tests.Doctor;

/// <summary>A page that follows an additional group, such as a student's own submissions: its address can be watched and diagnosed, and its group is looked into.</summary>
public sealed class AdditionalGroupTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly string[] Update = ["broadcast", "--problem", "1", "--submission", "42", "--status", "accepted"];

    private readonly string _redis = redis.NextUrl();

    [Fact]
    public async Task Its_address_is_followed_and_an_update_for_its_user_arrives()
    {
        await using var host = await StartAsync();
        await using var watch = ToolProcess.Start(["watch", $"{host.Url.Replace("http", "ws", StringComparison.Ordinal)}/ws/users/7/submissions/"]);
        var other = await Cli.RunAsync([.. Update, "--user", "8", "--url", host.Url]);
        var sent = await Cli.RunAsync([.. Update, "--user", "7", "--url", host.Url, "--progress", "0.5"]);

        Assert.True(sent.ExitCode == 0, sent.Output + sent.Error);
        Assert.Contains("group=user_submissions_8, position=", other.Output, StringComparison.Ordinal);
        Assert.Contains("group=user_submissions_7, position=", sent.Output, StringComparison.Ordinal);
        await Contracts.Eventually.TrueAsync(
            () => Task.FromResult(watch.Lines.Any(static line => line.Contains("submission_id=42 status=accepted progress=0.5", StringComparison.Ordinal))),
            () => $"the update is shown: {string.Join('\n', watch.Lines)} {string.Join('\n', watch.ErrorLines)}");
        Assert.Single(watch.Lines);
    }

    [Fact]
    public async Task A_host_that_names_no_group_of_the_user_is_told_of()
    {
        await using var host = await Host.StartAsync(_redis, map: static app => app.MapLiveSubmissionsDoctor(), isDevelopment: true);

        var sent = await Cli.RunAsync([.. Update, "--user", "7", "--url", host.Url]);

        Assert.Contains("The update went to no group of the user", sent.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_redis_a_group_is_told_by_its_name()
    {
        var sent = await Cli.RunAsync([.. Update, "--group", "user_submissions_7", "--redis", _redis]);

        Assert.True(sent.ExitCode == 0, sent.Output + sent.Error);
        Assert.Contains("group=user_submissions_7, position=", sent.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_goes_to_its_address_and_an_update_arrives_there()
    {
        await using var host = await StartAsync();

        var result = await Cli.DoctorAsync("--redis", _redis, "--url", $"{host.Url}/ws/users/7/submissions/", "--group", "user_submissions_7", "--broadcast");

        Cli.AssertRight(result);
        Assert.Contains("'users/7/submissions'", result.Step("problem")["finding"]!.GetValue<string>(), StringComparison.Ordinal);
        foreach (var step in (string[])["socket", "sse"]) Assert.Equal("passed", result.Step(step)["outcome"]!.GetValue<string>());
        Cli.AssertBroken("problem", "MapSubmissionGroup", await Cli.DoctorAsync("--redis", _redis, "--url", $"{host.Url}/ws/users/9/submissions/"));
    }

    [Fact]
    public async Task An_update_that_was_not_given_its_user_is_named()
    {
        await using var host = await StartAsync();
        await host.Broadcaster.BroadcastAsync(Of(SubmissionStatus.Evaluating) with { UserId = "7" });
        await host.Broadcaster.BroadcastAsync(Of(SubmissionStatus.Accepted));
        string[] call = ["--redis", _redis, "--problem", "1", "--submission", "42", "--group", "user_submissions_7"];

        var broken = await Cli.DoctorAsync(call);
        await host.Broadcaster.BroadcastAsync(Of(SubmissionStatus.Accepted) with { UserId = "7" });
        var right = await Cli.DoctorAsync(call);

        Cli.AssertBroken("submission", "SubmissionUpdate.UserId", broken);
        Assert.Contains("The log of user_submissions_7 has evaluating", broken.Step("submission")["finding"]!.GetValue<string>(), StringComparison.Ordinal);
        Cli.AssertRight(right);
    }

    [Theory]
    [InlineData("broadcast", "--problem", "1", "--submission", "9", "--status", "accepted", "--redis", "redis://localhost", "--user", "7")]
    [InlineData("broadcast", "--problem", "1", "--submission", "9", "--status", "accepted", "--url", "http://localhost", "--group", "user_submissions_7")]
    [InlineData("broadcast", "--problem", "1", "--submission", "9", "--status", "accepted", "--redis", "redis://localhost", "--group", "a b")]
    [InlineData("watch", "ws://localhost/ws/users/7/submissions/", "--submission", "9")]
    [InlineData("doctor", "--redis", "redis://localhost", "--url", "ws://localhost/ws/users/7/submissions/", "--broadcast")]
    [InlineData("doctor", "--redis", "", "--group", "user_submissions_7")]
    public async Task What_cannot_be_done_is_wrong_usage(params string[] arguments)
    {
        var result = await Cli.RunAsync(arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.NotEqual("", result.Error.Trim());
    }

    private static SubmissionUpdate Of(SubmissionStatus status) => new() { ProblemId = 1, SubmissionId = 42, Status = status };

    private Task<Host> StartAsync() => Host.StartAsync(
        _redis,
        add: static live => live.Services.AddSingleton<ISubmissionGroupNaming, UserGroups>(),
        map: static app =>
        {
            app.MapLiveSubmissionsDoctor();
            app.MapSubmissionGroup("users/{user}/submissions", static (http, _) => new(Follow(http)));
        },
        isDevelopment: true);

    private static GroupAccess Follow(HttpContext http) => http.Request.RouteValues["user"] as string is { } user and not "9"
        ? new SubmissionGroup($"user_submissions_{user}")
        : SubmissionAccess.Forbidden;

    private sealed class UserGroups : ISubmissionGroupNaming
    {
        public SubmissionGroup ForProblem(ProblemId problem) => new($"problem_submissions_{problem}");

        public IReadOnlyList<SubmissionGroup> AdditionalGroups(SubmissionUpdate update) => update.UserId is { } user ? [new($"user_submissions_{user}")] : [];
    }
}
