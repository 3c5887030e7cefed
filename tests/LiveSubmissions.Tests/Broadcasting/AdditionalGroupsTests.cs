using LiveSubmissions.Feed;
using LiveSubmissions.Tests.Feed;

namespace LiveSubmissions.Tests.Broadcasting;

public sealed class AdditionalGroupsTests : IAsyncDisposable
{
    private static readonly SubmissionGroup Ada = new("user_submissions_ada");

    private readonly CoreHost _host = new(naming: new NamingPerUser());

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task An_additional_group_is_a_log_of_its_own_with_a_result_of_its_own()
    {
        await _host.Broadcaster.BroadcastAsync(Update(43, "bob"));
        var result = await _host.Broadcaster.BroadcastAsync(Update(42, "ada"));
        await using var cursor = await _host.Feed.SubscribeAsync(Ada, new FeedCursorOptions { Since = FeedPosition.Beginning });

        Assert.Equal(BroadcastOutcome.Accepted, result.Outcome);
        var (group, further) = Assert.Single(result.AdditionalGroups);
        Assert.Equal(Ada, group);
        Assert.Equal(await _host.Feed.GetPositionAsync(Ada), further.Position);
        Assert.Equal(["42=accepted"], await cursor.ReadUntilAsync("42=accepted"));
        Assert.Null(cursor.TryRead());
        Assert.Contains("Successfully broadcasted submission update to user_submissions_ada", _host.LogLines);
    }

    [Fact]
    public async Task An_additional_group_that_cannot_be_reached_is_deferred_alone()
    {
        _host.Transport.UnreachableGroup = Ada.Name;
        var result = await _host.Broadcaster.BroadcastAsync(Update(42, "ada"));

        Assert.Equal(BroadcastOutcome.Accepted, result.Outcome);
        Assert.Equal(BroadcastOutcome.Deferred, Assert.Single(result.AdditionalGroups).Result.Outcome);
        await using var cursor = await _host.Feed.SubscribeAsync(Ada, new FeedCursorOptions { Since = FeedPosition.Beginning });
        _host.Transport.UnreachableGroup = null;
        Assert.Equal(["42=accepted"], await cursor.ReadUntilAsync("42=accepted"));
    }

    [Fact]
    public async Task A_group_that_stays_unreachable_does_not_hold_up_what_was_deferred_for_others()
    {
        _host.Transport.IsDown = true;
        await _host.Broadcaster.BroadcastAsync(Update(42, "ada"));
        _host.Transport.UnreachableGroup = CoreHost.Group.Name;
        _host.Transport.IsDown = false;

        await using var cursor = await _host.Feed.SubscribeAsync(Ada, new FeedCursorOptions { Since = FeedPosition.Beginning });
        Assert.Equal(["42=accepted"], await cursor.ReadUntilAsync("42=accepted"));
    }

    [Fact]
    public async Task An_update_of_nobody_goes_to_the_problem_alone()
    {
        var result = await _host.Broadcaster.BroadcastAsync(Update(42, null));

        Assert.Equal(BroadcastOutcome.Accepted, result.Outcome);
        Assert.Empty(result.AdditionalGroups);
    }

    [Fact]
    public async Task A_naming_that_fails_keeps_nothing_from_the_problems_followers_and_the_log_names_the_fix()
    {
        var result = await _host.Broadcaster.BroadcastAsync(Update(42, "ada@example.org"));

        Assert.Equal(BroadcastOutcome.Accepted, result.Outcome);
        Assert.Empty(result.AdditionalGroups);
        Assert.Contains(_host.LogLines, line => line.Contains("Fix ISubmissionGroupNaming.AdditionalGroups", StringComparison.Ordinal)
            && line.Contains("user_submissions_ada@example.org", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("default")]
    [InlineData("speechless")]
    public async Task A_naming_that_returns_no_group_keeps_nothing_from_the_problems_followers(string user)
    {
        var result = await _host.Broadcaster.BroadcastAsync(Update(42, user));

        Assert.Equal(BroadcastOutcome.Accepted, result.Outcome);
        Assert.Empty(result.AdditionalGroups);
        Assert.Contains("ISubmissionGroupNaming.AdditionalGroups", Assert.Single(_host.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("throws", "no such contest")]
    [InlineData("default", "group without a name")]
    public async Task A_naming_without_a_group_for_the_problem_has_failed_and_the_reason_names_the_fix(string problem, string cause)
    {
        var result = await _host.Broadcaster.BroadcastAsync(Update(42, "ada") with { ProblemId = problem });

        Assert.Equal(BroadcastOutcome.Failed, result.Outcome);
        Assert.Contains("fix ISubmissionGroupNaming.ForProblem", result.Reason, StringComparison.Ordinal);
        Assert.Contains(cause, result.Reason, StringComparison.Ordinal);
        Assert.Contains($"Failed submission update: submission_id=42, problem_id={problem}", Assert.Single(_host.Warnings), StringComparison.Ordinal);
        Assert.Equal(0, _host.Transport.Appends);
    }

    [Fact]
    public async Task What_was_left_out_is_said_of_the_update_and_of_each_additional_group()
    {
        var result = await _host.Broadcaster.BroadcastAsync(Update(42, "ada") with { Progress = 2 });

        Assert.Equal(BroadcastOutcome.Accepted, result.Outcome);
        Assert.Contains("the progress 2 was sent as 1", result.LeftOut, StringComparison.Ordinal);
        Assert.Equal(result.LeftOut, Assert.Single(result.AdditionalGroups).Result.LeftOut);
        Assert.Single(_host.Warnings);
    }

    private static SubmissionUpdate Update(int submission, string? user) =>
        new() { ProblemId = 1, SubmissionId = submission, Status = SubmissionStatus.Accepted, UserId = user };

    private sealed class NamingPerUser : ISubmissionGroupNaming
    {
        public SubmissionGroup ForProblem(ProblemId problem) => problem.ToString() switch
        {
            "throws" => throw new KeyNotFoundException("no such contest"),
            "default" => default,
            var id => new($"problem_submissions_{id}"),
        };

        /// <summary>The problem's group too, and the user's twice: neither is told twice.</summary>
        public IReadOnlyList<SubmissionGroup> AdditionalGroups(SubmissionUpdate update) => update.UserId switch
        {
            null => [],
            "null" => null!,
            "default" => [new("user_submissions_ada"), default],
            "speechless" => throw new SpeechlessException(),
            var user => [new($"user_submissions_{user}"), ForProblem(update.ProblemId), new($"user_submissions_{user}")],
        };
    }

    private sealed class SpeechlessException : Exception
    {
        public override string Message => throw new NotSupportedException();
    }
}
