using LiveSubmissions.Broadcasting;
using LiveSubmissions.Log;
using Microsoft.Extensions.Time.Testing;

namespace LiveSubmissions.Tests.Broadcasting;

/// <summary>Every update that leaves its lane is completed, once, with what became of it.</summary>
public sealed class OutboxTests
{
    private const string OtherState = "same revision, other state: the revision must grow with every change";

    private readonly Outbox _outbox = new("b", capacity: 10, new FakeTimeProvider());

    [Fact]
    public async Task An_update_that_fails_does_not_silence_one_that_was_given_later_with_a_lower_revision()
    {
        var (lane, failing) = Begin(revision: 3);
        var later = Give(revision: 2);
        var deferral = _outbox.Defer(lane, failing, "down.");

        Assert.True(deferral.Rests);
        Assert.Same(later, deferral.Refused);
        Assert.Equal(BroadcastResult.Refused("older revision"), await later.Result);
        Assert.Same(failing, Assert.Single(_outbox.Deferred()).Next);
    }

    [Fact]
    public async Task An_update_that_fails_keeps_its_place_from_another_state_of_the_same_revision_which_is_refused_with_the_reason()
    {
        var (lane, failing) = Begin(revision: 3);
        var later = Give(revision: 3, status: "rejected");

        Assert.Same(later, _outbox.Defer(lane, failing, "down.").Refused);
        Assert.Equal(BroadcastResult.Refused(OtherState), await later.Result);
    }

    [Fact]
    public async Task An_update_that_fails_is_told_like_the_same_state_that_was_given_once_more_and_nobody_is_refused()
    {
        var (lane, failing) = Begin(revision: 3);
        var later = Give(revision: 3);
        var deferral = _outbox.Defer(lane, failing, "down.");

        Assert.True(deferral.Rests);
        Assert.Null(deferral.Refused);
        Assert.Equal(BroadcastResult.Deferred("down."), await later.Result);
    }

    [Fact]
    public void A_newer_update_takes_the_place_of_one_that_fails()
    {
        var (lane, failing) = Begin(revision: 3);
        var later = Give(revision: 4);

        Assert.False(_outbox.Defer(lane, failing, "down.").Rests);
        Assert.Same(later, _outbox.TakeNext(lane, hasSent: false));
        Assert.False(later.Result.IsCompleted);
    }

    [Fact]
    public async Task The_same_state_once_more_gets_the_result_of_the_one_that_waits()
    {
        var (lane, _) = Begin(revision: 1);
        var waiting = Give(revision: 2);
        var again = Give(revision: 2);
        var third = Give(revision: 2);
        Assert.False(waiting.Result.IsCompleted);

        _outbox.TakeNext(lane, hasSent: true)!.Complete(BroadcastResult.Accepted(new FeedPosition("e", 7)));

        Assert.All(await Task.WhenAll(waiting.Result, again.Result, third.Result), static result => Assert.Equal(BroadcastOutcome.Accepted, result.Outcome));
    }

    [Fact]
    public void Who_gives_up_waiting_ends_nobody_elses_wait()
    {
        Begin(revision: 1);
        var waiting = Give(revision: 2);
        Give(revision: 2).EndWait(BroadcastResult.Deferred("The wait was cancelled."));

        Assert.False(waiting.Result.IsCompleted);
    }

    [Fact]
    public async Task Another_state_of_the_revision_that_waits_is_refused_with_the_reason()
    {
        Begin(revision: 1);
        var waiting = Give(revision: 2);
        var other = Give(revision: 2, status: "rejected");

        Assert.Equal(BroadcastResult.Refused(OtherState), await other.Result);
        Assert.False(waiting.Result.IsCompleted);
    }

    [Fact]
    public async Task Closed_it_keeps_nothing_and_says_why()
    {
        var (lane, sending) = Begin(revision: 1);
        var (deferredLane, deferred) = Begin(revision: 1, submission: 2);
        _outbox.Defer(deferredLane, deferred, "down.");

        Assert.Equal(2, _outbox.Close());
        Assert.Equal(BroadcastResult.Failed(Outbox.Stopped), await deferred.Result);
        Assert.Equal(BroadcastResult.Failed(Outbox.Stopped), await Give(revision: 1, submission: 3).Result);

        // Given before, deferred after.
        var deferral = _outbox.Defer(lane, sending, "down.");
        Assert.Equal(BroadcastResult.Failed($"down. {Outbox.Stopped}"), deferral.Result);
        Assert.Equal(0, _outbox.Count);
    }

    [Fact]
    public void A_submission_that_is_sent_again_without_a_pause_is_not_held_up_for_ever()
    {
        var (lane, update) = Begin(revision: 1);
        _outbox.Defer(lane, update, "down.");
        Assert.Equal(1, _outbox.Depth.Submissions);
        Assert.True(_outbox.TryBegin(lane));
        _outbox.TakeNext(lane, hasSent: false);
        Give(revision: 2);
        Assert.Null(_outbox.EndOutage());

        Assert.NotNull(_outbox.TakeNext(lane, hasSent: true));
        Assert.Equal(0, _outbox.Depth.Submissions);
        Assert.Equal(1, _outbox.EndOutage()!.Value.Deferred);
        Assert.Null(_outbox.EndOutage());
    }

    private (Lane Lane, PendingUpdate Update) Begin(long revision, long submission = 1)
    {
        var lane = Add(revision, submission, "accepted", out var pending)!;
        Assert.Same(pending, _outbox.TakeNext(lane, hasSent: false));
        return (lane, pending);
    }

    private PendingUpdate Give(long revision, long submission = 1, string status = "accepted")
    {
        Assert.Null(Add(revision, submission, status, out var pending));
        return pending;
    }

    private Lane? Add(long revision, long submission, string status, out PendingUpdate pending)
    {
        var update = new SubmissionUpdate { ProblemId = 1, SubmissionId = submission, Status = status, Revision = revision };
        return _outbox.Add(CoreHost.Group, update, UpdateWriter.Write(update, DateTimeOffset.UnixEpoch), broadcastAt: 0, out pending);
    }
}
