using LiveSubmissions.Broadcasting;
using LiveSubmissions.Diagnostics;
using LiveSubmissions.Tests.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace LiveSubmissions.Tests.Broadcasting;

/// <summary>A revision that does not grow with a change keeps a state from its followers: somebody must be told which submission it is.</summary>
public sealed class RepeatedRevisionsTests
{
    [Fact]
    public async Task The_doctor_names_the_submission_whose_revision_was_used_for_another_state()
    {
        await using var host = await NodeHost.StartAsync(NodeHost.NewTransport());
        var broadcaster = host.Services.GetRequiredService<ISubmissionBroadcaster>();
        await broadcaster.BroadcastAsync(1, 42, "evaluating", revision: 7);
        Assert.Equal(BroadcastOutcome.AlreadyKnown, (await broadcaster.BroadcastAsync(1, 42, "evaluating", revision: 7)).Outcome);
        Assert.Equal(DiagnosticOutcome.Passed, (await host.StepAsync("outbox")).Outcome);

        var result = await broadcaster.BroadcastAsync(1, 42, "accepted", revision: 7);
        Assert.Equal(BroadcastResult.Refused("same revision, other state: the revision must grow with every change"), result);
        var step = await host.StepAsync("outbox");

        Assert.Equal(DiagnosticOutcome.Failed, step.Outcome);
        Assert.Contains("submission 42 of problem 1", step.Finding, StringComparison.Ordinal);
        Assert.Contains("revision 7", step.Finding, StringComparison.Ordinal);
        Assert.Contains("greater revision", step.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_state_once_more_is_known_and_nothing_is_warned_of_or_told_as_sent()
    {
        await using var host = new CoreHost();
        await host.Broadcaster.BroadcastAsync(1, 42, "accepted", revision: 7);
        var lines = host.LogRecords.Count;
        var result = await host.Broadcaster.BroadcastAsync(1, 42, "accepted", revision: 7);

        Assert.Equal(BroadcastOutcome.AlreadyKnown, result.Outcome);
        Assert.NotNull(result.Position);
        Assert.Equal([1001, 1014], host.LogRecords.Skip(lines).Select(static line => line.Id.Id));
    }

    [Fact]
    public void The_last_ten_submissions_of_the_last_ten_minutes_are_kept_newest_first()
    {
        var time = new FakeTimeProvider();
        var repeated = new RepeatedRevisions(time);
        for (var submission = 1; submission <= 12; submission++)
        {
            repeated.Add(Entries.State(submission, revision: submission));
            time.Advance(TimeSpan.FromSeconds(30));
        }

        repeated.Add(Entries.State(5, revision: 6));
        Assert.Equal(["5", "12", "11", "10", "9", "8", "7", "6", "4", "3"], repeated.ToList().Select(static each => each.Submission.ToString()));

        time.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(["5", "12", "11"], repeated.ToList().Select(static each => each.Submission.ToString()));
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Empty(repeated.ToList());
    }
}
