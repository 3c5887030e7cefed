using JudgeHost.Submissions;
using LiveSubmissions;

namespace JudgeHost.Tests.Submissions;

public class SubmissionRulesTests
{
    [Fact]
    public void A_job_takes_up_what_waits_for_it_and_only_once()
    {
        var row = Rows.Queued();

        Assert.True(row.Begin(ticket: 1, Rows.Now));
        Assert.Equal("evaluating", row.Status);
        Assert.False(row.Begin(ticket: 1, Rows.Now));
    }

    [Fact]
    public void A_job_of_an_older_ticket_does_nothing()
    {
        var row = Rows.Queued();
        row.QueueAgain();

        Assert.False(row.Begin(ticket: 1, Rows.Now));
        Assert.True(row.Begin(ticket: 2, Rows.Now));
    }

    [Fact]
    public void A_run_finishes_once()
    {
        var row = Rows.Evaluating();

        Assert.True(row.Finish(1, SubmissionStatus.Accepted, """{"accuracy":1}""", Rows.Now));
        Assert.Equal("accepted", row.Status);
        Assert.Equal(Rows.Now, row.FinishedAt);
        Assert.Null(row.Progress);
        Assert.False(row.Finish(1, SubmissionStatus.Failed, null, Rows.Now));
        Assert.False(row.Report(1, 0.5, "{}"));
    }

    [Fact]
    public void A_worker_that_comes_back_from_the_dead_changes_nothing()
    {
        var row = Rows.Evaluating();
        Assert.True(row.LoseWorker(1, "{}", Rows.Now));
        Assert.True(row.Begin(row.Ticket, Rows.Now));

        Assert.False(row.Report(attempt: 1, 0.9, "{}"));
        Assert.False(row.Finish(attempt: 1, SubmissionStatus.Rejected, "{}", Rows.Now));
        Assert.False(row.GiveBack(attempt: 1));
        Assert.Equal("evaluating", row.Status);
        Assert.True(row.Finish(attempt: 2, SubmissionStatus.Accepted, "{}", Rows.Now));
    }

    [Fact]
    public void Rejudging_makes_the_next_attempt_and_forgets_the_last_ones_result()
    {
        var row = Rows.Evaluating();
        row.Finish(1, SubmissionStatus.Accepted, """{"accuracy":1}""", Rows.Now);
        row.QueueAgain();

        Assert.Equal(("queued", 2, 2), (row.Status, row.Attempt, row.Ticket));
        Assert.Null(row.Metrics);
        Assert.Null(row.FinishedAt);
    }

    [Fact]
    public void Rejudging_takes_a_submission_away_from_the_worker_that_has_it()
    {
        var row = Rows.Evaluating();
        row.QueueAgain();

        Assert.False(row.Finish(1, SubmissionStatus.Accepted, "{}", Rows.Now));
        Assert.Equal("queued", row.Status);
    }

    [Fact]
    public void A_worker_that_stops_gives_back_for_the_same_job()
    {
        var row = Rows.Evaluating();

        Assert.True(row.GiveBack(1));
        Assert.Equal(("queued", 2, 1), (row.Status, row.Attempt, row.Ticket));
        Assert.True(row.Begin(ticket: 1, Rows.Now));
    }

    [Fact]
    public void A_submission_that_loses_worker_after_worker_ends_failed()
    {
        var row = Rows.Queued();
        for (var lost = 1; lost < Submission.MaxLostWorkers; lost++)
        {
            Assert.True(row.Begin(row.Ticket, Rows.Now));
            Assert.True(row.LoseWorker(row.Attempt, "{}", Rows.Now));
            Assert.Equal("queued", row.Status);
        }

        Assert.True(row.Begin(row.Ticket, Rows.Now));
        Assert.True(row.LoseWorker(row.Attempt, """{"reason":"lost"}""", Rows.Now));
        Assert.Equal("failed", row.Status);
        Assert.Equal("""{"reason":"lost"}""", row.Metrics);

        row.QueueAgain();
        Assert.Equal(0, row.LostWorkers);
    }

    [Fact]
    public void What_could_not_be_queued_fails_unless_a_worker_has_it_already()
    {
        var queued = Rows.Queued();
        Assert.True(queued.FailUnqueued(1, "{}", Rows.Now));
        Assert.Equal("failed", queued.Status);

        Assert.False(Rows.Evaluating().FailUnqueued(1, "{}", Rows.Now));
    }
}
