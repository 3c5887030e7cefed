using LiveSubmissions.Diagnostics;
using LiveSubmissions.Log;
using LiveSubmissions.Records;
using LiveSubmissions.Transport;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.Tests.Diagnostics;

/// <summary>A saved status that a log does not have is a fault where the log must have it, whichever group's log it is.</summary>
public sealed class SavedStatusTests
{
    private static readonly TimeSpan BeforeTheLog = TimeSpan.FromHours(1);
    private static readonly TimeSpan SinceTheLog = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task What_was_saved_before_the_process_started_is_not_missed_in_its_log_in_memory()
    {
        await using var host = await StartAsync(NodeHost.OlderTransport(), Record(41, BeforeTheLog), Record(42, BeforeTheLog));

        var result = await StepAsync(host);

        // Nothing is missed, and nothing is shown either.
        Assert.True(result.Outcome == DiagnosticOutcome.NotRun && result.Finding.StartsWith("There is nothing to compare", StringComparison.Ordinal), result.Finding);
    }

    [Fact]
    public async Task What_was_saved_since_and_not_broadcast_is_named()
    {
        await using var host = await StartAsync(NodeHost.OlderTransport(), Record(41, BeforeTheLog), Record(42, SinceTheLog));

        var result = await StepAsync(host);

        Assert.Equal(DiagnosticOutcome.Failed, result.Outcome);
        Assert.Contains("Submission 42 of problem 1 was saved as accepted", result.Finding, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_that_was_not_given_its_user_is_missed_in_the_users_log_and_named()
    {
        await using var host = await StartAsync(NodeHost.OlderTransport(), Record(42, SinceTheLog) with { UserId = "7" }, Record(43, SinceTheLog));
        await BroadcastAsync(host, 42, SubmissionStatus.Evaluating, user: "7");
        await BroadcastAsync(host, 42, SubmissionStatus.Accepted, user: null);
        await BroadcastAsync(host, 43, SubmissionStatus.Accepted, user: null);

        var result = await StepAsync(host);

        Assert.Equal(DiagnosticOutcome.Failed, result.Outcome);
        Assert.Matches("Submission 42 of problem 1 was saved as accepted .+ ago, and the log of user_submissions_7 has evaluating", result.Finding);
        Assert.Contains("SubmissionUpdate.UserId", result.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_its_user_everything_is_in_order()
    {
        await using var host = await StartAsync(NodeHost.OlderTransport(), Record(42, SinceTheLog) with { UserId = "7" });
        await BroadcastAsync(host, 42, SubmissionStatus.Accepted, user: "7");

        Assert.Equal(DiagnosticOutcome.Passed, (await StepAsync(host)).Outcome);
    }

    [Fact]
    public async Task What_was_not_broadcast_at_all_is_named_as_that_whatever_its_user()
    {
        await using var host = await StartAsync(NodeHost.OlderTransport(), Record(42, SinceTheLog) with { UserId = "7" });

        var result = await StepAsync(host);

        Assert.Contains("and the log has nothing of it.", result.Finding, StringComparison.Ordinal);
        Assert.Contains("BroadcastAsync after every save", result.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Additional_groups_that_cannot_be_named_are_told()
    {
        await using var host = await StartAsync(NodeHost.OlderTransport(), Record(42, SinceTheLog) with { UserId = "not a name" });
        await BroadcastAsync(host, 42, SubmissionStatus.Accepted, user: null);

        var result = await StepAsync(host);

        Assert.Equal(DiagnosticOutcome.Failed, result.Outcome);
        Assert.Contains("the additional groups of submission 42: 'user_submissions_not a name' is not a group name", result.Finding, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("e.1000", 0, 0L, 1000L)]
    [InlineData("e.1000", 2000, 0L, 2000L)]
    [InlineData("e.1000", 2000, 3000L, 3000L)]
    [InlineData("e.1000", 0, null, 1000L)]
    [InlineData("e", 2000, 3000L, null)]
    public void A_log_must_have_what_came_after_it_was_made_trimmed_and_moved_to_its_server(string origin, long floor, long? doubtfulBefore, long? since)
    {
        var page = new LogPage { Epoch = "e", Origin = origin, Floor = floor, End = 5000, DoubtfulBefore = doubtfulBefore, Entries = [] };

        Assert.Equal(since is { } time ? LogClock.TimeOf(time) : null, new LogSnapshot(page, [], []).CompleteSince);
    }

    private static RecordedSubmission Record(long submission, TimeSpan ago) =>
        new(1, submission, SubmissionStatus.Accepted, null, DateTimeOffset.UtcNow - ago);

    private static Task<NodeHost> StartAsync(InMemoryTransport transport, params RecordedSubmission[] records) => NodeHost.StartAsync(transport, add: live =>
    {
        live.Services.AddSingleton<ISubmissionGroupNaming, UserGroups>();
        live.AddRecords((_, _, _) => new(records));
    });

    private static async Task BroadcastAsync(NodeHost host, long submission, SubmissionStatus status, string? user) =>
        Assert.Equal(
            BroadcastOutcome.Accepted,
            (await host.Services.GetRequiredService<ISubmissionBroadcaster>().BroadcastAsync(
                new SubmissionUpdate { ProblemId = 1, SubmissionId = submission, Status = status, UserId = user })).Outcome);

    private static Task<DiagnosticResult> StepAsync(NodeHost host) => host.StepAsync("records");

    private sealed class UserGroups : ISubmissionGroupNaming
    {
        public SubmissionGroup ForProblem(ProblemId problem) => new($"problem_submissions_{problem}");

        public IReadOnlyList<SubmissionGroup> AdditionalGroups(SubmissionUpdate update) => update.UserId is { } user ? [new($"user_submissions_{user}")] : [];
    }
}
