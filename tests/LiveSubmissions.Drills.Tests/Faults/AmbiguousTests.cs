using System.Diagnostics;
using LiveSubmissions.Contracts;
using LiveSubmissions.Drills.Tests.Support;
using LiveSubmissions.TestKit.Redis;
using LiveSubmissions.Transport;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.Drills.Tests.Faults;

/// <summary>A frozen Redis (SIGSTOP) takes what it is sent and answers nothing; woken up, it carries all of it out.</summary>
public sealed class AmbiguousTests
{
    private const int Submissions = 1000;
    private const int Superseded = 200;

    /// <summary>For so long the client holds on to a connection that does not answer.</summary>
    private static readonly TimeSpan HeldAtMost = TimeSpan.FromSeconds(4);

    /// <remarks>
    /// Woken up after 1.3 s, when each has timed out once, the server carries out the copies in time, and their retries get the first result. After
    /// 3.5 s it carries all of them out too late; after 10 s the client has closed the connection, and most copies are gone with it.
    /// </remarks>
    [Theory]
    [InlineData(1.3, true)]
    [InlineData(1.3, false)]
    [InlineData(3.5, true)]
    [InlineData(3.5, false)]
    [InlineData(10, false)]
    public async Task Of_1000_ambiguous_timeouts_each_broadcast_is_applied_once_and_no_late_copy_changes_a_state(double seconds, bool withRevision)
    {
        await using var server = await RedisServer.StartAsync();
        var database = new Database();

        // Each is to be sent, however long this process is held up among them: the breaker waits until all were tried.
        await using var judge = await Judge.StartAsync(server.Url, database, reports: false, patience: Submissions);
        await using var observer = await Judge.StartAsync(server.Url, database, reports: false);
        var listener = new RecordingListener();
        await using var listening = await observer.Services.GetRequiredService<ISubmissionTransport>()
            .ListenAsync(new SubmissionGroup("problem_submissions_1"), listener, default);
        for (var i = 0; i < Submissions; i++) judge.Say(i, "queued", withRevision);
        await judge.SettledAsync();

        // On a busy machine some of a thousand at once are deferred, and sent a moment later.
        await using (var before = await RedisAdmin.ConnectAsync(server))
        {
            await Eventually.TrueAsync(async () => await before.CallsAsync("publish") == Submissions, "the log has every submission");
        }

        var deferredBefore = judge.All.Count(static given => given.Result.Outcome == BroadcastOutcome.Deferred);

        var frozenAt = Stopwatch.GetTimestamp();
        await server.FreezeAsync();
        for (var i = 0; i < Submissions; i++) judge.Say(i, "evaluating", withRevision);
        var given = Stopwatch.GetTimestamp();
        if (seconds > 2)
        {
            await judge.SettledAsync();
            Assert.Equal(Submissions, judge.All.Count(static given => given.Result.Outcome == BroadcastOutcome.Deferred) - deferredBefore);
            await SupersedeAsync(judge, withRevision);
        }

        if (TimeSpan.FromSeconds(seconds) - Stopwatch.GetElapsedTime(given) is { Ticks: > 0 } rest) await Outages.LastAsync(rest);
        await server.ThawAsync();
        var frozen = Stopwatch.GetElapsedTime(frozenAt);
        if (seconds < 2) await SupersedeAsync(judge, withRevision);

        await using var log = await RedisAdmin.ConnectAsync(server);
        await Eventually.TrueAsync(
            async () => await log.CallsAsync("publish") >= 2 * Submissions, "the outbox is sent", TimeSpan.FromSeconds(60));
        await judge.SettledAsync();
        await judge.StopAsync();

        // The log publishes once for each update that it accepts, and looks at the clock and not at the log when an append is late.
        var accepted = await log.CallsAsync("publish");
        var late = await log.CallsAsync("time") - await log.CallsAsync("hmget");
        var superseding = accepted - 2 * Submissions;
        Assert.InRange(superseding, 0, Superseded);
        AssertToldOnce(listener, accepted);
        var copies = await log.CallsAsync("time") - accepted;

        // After 1.3 s the first copies are the ones accepted, and as many further ones are under way as were tried again by then. On a machine that
        // is held up, the freeze lasts longer than asked for, and what the client had sent may be gone with its connection.
        if (seconds < 5) Assert.True(copies >= 1, "no further copy was carried out");
        if (seconds is > 3 and < 5) Assert.True(late >= (frozen < HeldAtMost ? Submissions : 1), $"{late} late copies after {frozen.TotalSeconds:0.0} s");
        Assert.All(judge.All, static given => Outcomes.IsKnown(given));
        var slowest = judge.All.Max(static given => given.Took);
        Assert.True(slowest < TimeSpan.FromSeconds(20), $"the slowest broadcast took {slowest.TotalSeconds:0.0} s of a budget of 5 s");
        await AssertAppliedOnceAsync(observer, database);
        DrillReport.Measured(
            $"frozen {frozen.TotalSeconds:0.0} s, {(withRevision ? "with" : "without")} revisions",
            $"{accepted} of {judge.All.Count} broadcasts accepted, each once, {Superseded - superseding} superseded; "
            + $"{copies} further copies carried out, {late} of them late: none changed a state");
    }

    private static Task SupersedeAsync(Judge judge, bool withRevision)
    {
        for (var i = 0; i < Superseded; i++) judge.Say(i, "accepted", withRevision);
        return judge.SettledAsync();
    }

    /// <summary>No operation twice; and if the listener's connection held, it heard exactly what the log counts.</summary>
    private static void AssertToldOnce(RecordingListener listener, long accepted)
    {
        var operations = listener.Notifications.Select(static heard => heard.Entry.State.Operation).ToList();
        Assert.Equal(operations.Count, operations.Distinct().Count());
        if (listener.Interruptions + listener.Restorations == 0) Assert.Equal(accepted, operations.Count);
    }

    /// <summary>Entry by entry as the log holds it.</summary>
    private static async Task AssertAppliedOnceAsync(Judge observer, Database database)
    {
        var transport = observer.Services.GetRequiredService<ISubmissionTransport>();
        var page = await transport.ReadAsync(new SubmissionGroup("problem_submissions_1"), FeedPosition.Beginning, 1000, default);
        var states = page.Entries.ToDictionary(static entry => entry.State.Submission.ToString(), static entry => entry.State.Status.Value);
        foreach (var (submission, row) in database.Read()) Assert.Equal(row.Status, states[submission.ToString()]);
    }
}
