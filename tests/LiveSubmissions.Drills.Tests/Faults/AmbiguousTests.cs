using LiveSubmissions.Contracts;
using LiveSubmissions.Contracts.Redis;
using LiveSubmissions.Drills.Tests.Support;
using LiveSubmissions.Transport;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.Drills.Tests.Faults;

/// <summary>A frozen Redis (SIGSTOP) takes what it is sent and answers nothing; woken up, it carries all of it out.</summary>
public sealed class AmbiguousTests
{
    private const int Submissions = 1000;
    private const int Superseded = 200;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_1000_ambiguous_timeouts_each_broadcast_is_applied_once_and_no_late_copy_changes_a_state(bool withRevision)
    {
        await using var server = await RedisServer.StartAsync();
        var database = new Database();
        await using var judge = await Judge.StartAsync(server.Url, database);
        await using var observer = await Judge.StartAsync(server.Url, database);
        var listener = new RecordingListener();
        await using var listening = await observer.Services.GetRequiredService<ISubmissionTransport>()
            .ListenAsync(new SubmissionGroup("problem_submissions_1"), listener, default);
        for (var i = 0; i < Submissions; i++) judge.Say(i, "queued", withRevision);
        await judge.SettledAsync();
        await using (var before = await RedisAdmin.ConnectAsync(server)) Assert.Equal(Submissions, await before.CallsAsync("publish"));

        var freeze = Outages.FreezeAsync(server, TimeSpan.FromSeconds(10));
        for (var i = 0; i < Submissions; i++) judge.Say(i, "evaluating", withRevision);
        await judge.SettledAsync();
        for (var i = 0; i < Superseded; i++) judge.Say(i, "accepted", withRevision);
        await judge.SettledAsync();
        await freeze;

        await using var log = await RedisAdmin.ConnectAsync(server);
        await Eventually.TrueAsync(
            async () => await log.CallsAsync("publish") >= 2 * Submissions, "the outbox is sent", TimeSpan.FromSeconds(60));
        await judge.StopAsync();

        // The log publishes once for each update that it accepts, and looks at the clock and not at the log when an append is late.
        var accepted = await log.CallsAsync("publish");
        var late = await log.CallsAsync("time") - await log.CallsAsync("hmget");
        Assert.Equal(2 * Submissions, accepted);
        Assert.True(late >= Submissions, $"{late} late copies were carried out");
        Assert.All(judge.All, static given => Outcomes.IsKnown(given));
        await AssertAppliedOnceAsync(observer, database);
        DrillReport.Measured(
            withRevision ? "frozen" : "frozen, without revisions",
            $"{late} late copies carried out and refused; {accepted} accepted for {judge.All.Count} broadcasts, {Superseded} superseded; all states right");
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
