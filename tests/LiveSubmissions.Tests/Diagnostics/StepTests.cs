using LiveSubmissions.Contracts;
using LiveSubmissions.Diagnostics;
using LiveSubmissions.Diagnostics.Nodes;
using LiveSubmissions.Evaluation;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.Tests.Diagnostics;

/// <summary>Each step of the checklist, in order and broken.</summary>
public sealed class StepTests
{
    private static readonly IReadOnlyDictionary<string, Action<NodeReport>> Faults = new Dictionary<string, Action<NodeReport>>
    {
        ["clocks"] = static report => report.ClockAheadSeconds = 3_600,
        ["versions"] = static report => report.Version = "9.1.0",
        ["unfinished"] = static report => Records(report, new RecordFacts(1, [new RecordedFacts("1", "42", "queued", "queued", 61)], [])),
        ["records"] = static report => Records(report, new RecordFacts(1, [], [new RecordedFacts("1", "42", "accepted", "evaluating", 9)])),
        ["outbox"] = static report => report.Outbox = new OutboxFacts(3, 6),
        ["revisions"] = static report => report.Outbox = new OutboxFacts(0, 0, [new RepeatedRevisionFacts("1", "42", 7, 12), new RepeatedRevisionFacts("1", "41", 3, 80)]),
        ["mirrors"] = static report => report.Mirrors = new MirrorFacts(2, ["problem_submissions_1"]),
        ["damage"] = static report => report.Mirrors = new MirrorFacts(2, [], ["problem_submissions_1: The log's record of submission 42 cannot be read: It has no header."]),
        ["workers"] = static report => Records(report, new RecordFacts(0, [], [])),
    };

    public static TheoryData<string, string, string> Broken => new()
    {
        { "clocks", "1 hour ahead of the transport", "NTP" },
        { "versions", "runs LiveSubmissions 9.1.0", "same major version" },
        { "unfinished", "Submission 42 of problem 1 has been queued for 61 s", "queue" },
        { "records", "was saved as accepted 9 s ago, and the log has evaluating", "BroadcastAsync after every save" },
        { "outbox", "newest updates of 3 submissions back, the first for 6 s", "Deferred submission update" },
        { "revisions", "submission 42 of problem 1 was refused 12 s ago", "greater revision" },
        { "mirrors", "problem_submissions_1", "reads of the log fail" },
        { "damage", "problem_submissions_1: The log's record of submission 42 cannot be read", "state again" },
        { "workers", "No worker is alive", "Start a worker" },
    };

    [Fact]
    public async Task With_everything_right_all_pass_and_quickly()
    {
        var transport = new FaultyTransport(NodeHost.NewTransport());
        await using var worker = await NodeHost.StartAsync(transport, add: static live => live.AddWorker());
        await using var web = await NodeHost.StartAsync(transport, static report =>
        {
            Records(report, new RecordFacts(5, [], []));
            report.Clients = new ClientFacts(7, 1);
        });
        await BothAsync(web);

        var report = await web.DiagnoseAsync();

        Assert.Null(report.FirstFailure);
        Assert.All(report.Answers, answer => Assert.Equal(DiagnosticOutcome.Passed, answer.Result.Outcome));
        Assert.Contains("7 clients of 1 web nodes; 1", report.Answers.Single(answer => answer.Step == "clients").Result.Finding, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task What_another_process_says_of_itself_is_judged(string step, string cause, string fix)
    {
        var transport = new FaultyTransport(NodeHost.NewTransport());
        await using var faulty = await NodeHost.StartAsync(transport, Faults[step]);

        // Two faults that one step finds.
        step = step switch { "revisions" => "outbox", "damage" => "mirrors", _ => step };
        await using var asking = await NodeHost.StartAsync(transport);
        await BothAsync(asking);

        var report = await asking.DiagnoseAsync();
        var answer = report.Answers.Single(answer => answer.Step == step);

        Assert.Equal(DiagnosticOutcome.Failed, answer.Result.Outcome);
        Assert.Contains(cause, answer.Result.Finding, StringComparison.Ordinal);
        Assert.Contains(fix, answer.Result.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_submission_that_a_worker_holds_is_not_unfinished()
    {
        var transport = NodeHost.NewTransport();
        await using var worker = await NodeHost.StartAsync(transport, add: static live => live.AddWorker());
        using var run = ((SubmissionRuns)worker.Services.GetService(typeof(SubmissionRuns))!).Begin(1, 42);
        await using var web = await NodeHost.StartAsync(transport, Faults["unfinished"]);
        await BothAsync(web);

        Assert.Equal(DiagnosticOutcome.Passed, (await web.StepAsync("unfinished")).Outcome);
        Assert.Contains("42 for ", (await web.StepAsync("workers")).Finding, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Not_configured_fails_first_and_nothing_else_is_looked_at()
    {
        var transport = new FaultyTransport(NodeHost.NewTransport()) { IsConfigured = false };
        await using var host = await NodeHost.StartAsync(transport);

        var report = await host.DiagnoseAsync();

        Assert.Equal("configuration", report.FirstFailure!.Step);
        Assert.Equal("Set IsConfigured to true.", report.FirstFailure.Result.Fix);
        Assert.All(report.Answers.Skip(1), answer => Assert.Equal(DiagnosticOutcome.NotRun, answer.Result.Outcome));
    }

    [Fact]
    public async Task A_transport_that_is_down_is_the_hop()
    {
        var transport = new FaultyTransport(NodeHost.NewTransport()) { IsDown = true };
        await using var host = await NodeHost.StartAsync(transport);

        var report = await host.DiagnoseAsync();

        Assert.Equal("transport", report.FirstFailure!.Step);
        Assert.Equal("Set IsDown to false.", report.FirstFailure.Result.Fix);
    }

    [Fact]
    public async Task Lost_notifications_are_the_round_trip_of_this_process()
    {
        var transport = new FaultyTransport(NodeHost.NewTransport()) { LosesNotifications = true };
        await using var host = await NodeHost.StartAsync(transport);

        var report = await host.DiagnoseAsync();

        Assert.Equal("round-trip", report.FirstFailure!.Step);
        Assert.Contains("SUBSCRIBE", report.FirstFailure.Result.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_process_that_is_deaf_is_found_though_everything_here_is_in_order()
    {
        var log = NodeHost.NewTransport();
        await using var deaf = await NodeHost.StartAsync(new FaultyTransport(log) { LosesNotifications = true });
        await using var asking = await NodeHost.StartAsync(log);
        await Eventually.TrueAsync(async () => (await asking.AskAsync()).Alive.Count == 2, "both report");

        var report = await asking.DiagnoseAsync();

        Assert.Equal("nodes", report.FirstFailure!.Step);
        Assert.Contains("does not hear notifications", report.FirstFailure.Result.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Processes_that_cannot_be_asked_are_a_failure_of_that_step_and_not_silence()
    {
        var transport = new FaultyTransport(NodeHost.NewTransport());
        await using var host = await NodeHost.StartAsync(transport);
        transport.ReadsFail = true;

        var report = await host.DiagnoseAsync();

        Assert.Equal("nodes", report.FirstFailure!.Step);
        Assert.Contains("could not be asked how they are: Reads fail.", report.FirstFailure.Result.Finding, StringComparison.Ordinal);
        Assert.Equal("Set ReadsFail to false.", report.FirstFailure.Result.Fix);
    }

    [Fact]
    public async Task No_sentence_names_Redis_where_something_else_carries_the_updates()
    {
        var transport = new FaultyTransport(NodeHost.NewTransport());
        var faults = Faults.Values.Where(static fault => fault != Faults["records"]).ToList();
        var hosts = await Task.WhenAll(faults.Select(fault => NodeHost.StartAsync(transport, fault)));
        await using var deaf = await NodeHost.StartAsync(new FaultyTransport(transport.Inner) { LosesNotifications = true });
        await using var asking = await NodeHost.StartAsync(transport);
        await Eventually.TrueAsync(async () => (await asking.AskAsync()).Alive.Count == hosts.Length + 2, "all report");
        var answers = (await asking.DiagnoseAsync()).Answers.ToList();
        foreach (var host in hosts) await host.DisposeAsync();
        answers.AddRange((await asking.DiagnoseAsync()).Answers);
        transport.IsDown = true;
        answers.AddRange((await asking.DiagnoseAsync()).Answers);
        transport.IsDown = false;

        Assert.Contains(answers, static answer => answer.Step == "nodes" && answer.Result.Outcome == DiagnosticOutcome.Failed);
        Assert.All(answers, static answer => Assert.DoesNotContain("Redis", $"{answer.Question} {answer.Result.Finding} {answer.Result.Fix}", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_one_clock_of_a_process_with_its_log_in_memory_is_not_compared_with_itself()
    {
        await using var host = await NodeHost.StartAsync(NodeHost.NewTransport(), Faults["clocks"]);
        await Eventually.TrueAsync(async () => (await host.AskAsync()).Alive.Count == 1, "it reports");

        Assert.Equal(DiagnosticOutcome.Passed, (await host.StepAsync("clocks")).Outcome);
    }

    [Fact]
    public async Task A_step_that_gets_no_answer_ends_at_its_deadline_and_says_so()
    {
        var transport = new FaultyTransport(NodeHost.NewTransport());
        await using var host = await NodeHost.StartAsync(transport, start: false);
        transport.Stall = new TaskCompletionSource();

        var report = await host.DiagnoseAsync().WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal("round-trip", report.FirstFailure!.Step);
        transport.Stall.SetResult();
    }

    private static void Records(NodeReport report, RecordFacts facts)
    {
        report.Roles.Add("records");
        report.Records = facts;
    }

    private static Task BothAsync(NodeHost asking) => Eventually.TrueAsync(
        async () =>
        {
            var survey = await asking.AskAsync();
            return survey.Alive.Count == 2 && !survey.Deaf.Any();
        },
        "both answer");
}
