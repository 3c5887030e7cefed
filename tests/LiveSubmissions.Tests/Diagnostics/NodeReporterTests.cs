using System.Text.Json.Nodes;
using LiveSubmissions.Contracts;
using LiveSubmissions.Diagnostics.Nodes;
using LiveSubmissions.Feed;
using LiveSubmissions.Log;
using LiveSubmissions.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace LiveSubmissions.Tests.Diagnostics;

public sealed class NodeReporterTests
{
    [Fact]
    public async Task Processes_on_one_transport_answer_each_other_with_who_they_are()
    {
        var transport = NodeHost.NewTransport();
        await using var one = await NodeHost.StartAsync(transport, add: static live => live.AddWorker());
        await using var two = await NodeHost.StartAsync(transport);
        await Eventually.TrueAsync(async () => (await two.AskAsync()).Alive.Count == 2, "both report");

        var survey = await two.AskAsync();

        Assert.Empty(survey.Deaf);
        var worker = Assert.Single(survey.With("worker"));
        Assert.Equal(one.Identity.Id, worker.Node);
        Assert.Equal(Environment.ProcessId, worker.Process);
        Assert.Equal(transport.Description, worker.Transport);
        Assert.InRange(worker.ClockAheadSeconds, -1, 1);
    }

    [Fact]
    public async Task One_that_stops_says_so_and_is_neither_alive_nor_gone()
    {
        var transport = NodeHost.NewTransport();
        await using var asking = await NodeHost.StartAsync(transport);
        var stopping = await NodeHost.StartAsync(transport);
        await Eventually.TrueAsync(async () => (await asking.AskAsync()).Alive.Count == 2, "both report");

        await stopping.DisposeAsync();

        var survey = await asking.AskAsync();
        Assert.Equal(asking.Identity.Id, Assert.Single(survey.Alive).Node);
        Assert.Empty(survey.Gone);
    }

    [Fact]
    public async Task One_that_is_asked_about_a_submission_tells_its_hops()
    {
        var transport = NodeHost.NewTransport();
        await using var host = await NodeHost.StartAsync(transport);
        await using var cursor = await ((ISubmissionFeed)host.Services.GetService(typeof(ISubmissionFeed))!).SubscribeAsync(CoreHost.Group);
        var read = cursor.ReadAsync();
        await ((ISubmissionBroadcaster)host.Services.GetService(typeof(ISubmissionBroadcaster))!).BroadcastAsync(1, 42, SubmissionStatus.Accepted);
        await read;

        await Eventually.TrueAsync(async () => (await TraceAsync("1")).Count == 4, "all hops are told");
        var trace = await TraceAsync("1");
        Assert.Equal(["received", "reported", "stored", "written"], trace.Select(hop => hop.Hop).Order());
        Assert.Equal(1, trace.Single(hop => hop.Hop == "written").Clients);
        var ofAnother = await host.AskAsync("2", "42");
        Assert.Empty(ofAnother.TraceOf(ofAnother.Alive.Single()));

        async Task<IReadOnlyList<TraceFacts>> TraceAsync(string problem)
        {
            var survey = await host.AskAsync(problem, "42");
            return [.. survey.Alive.SelectMany(survey.TraceOf)];
        }
    }

    [Fact]
    public async Task One_that_starts_while_somebody_asks_answers_too()
    {
        var transport = NodeHost.NewTransport();
        var question = new NodeQuestion("asked-before");
        var asked = ReservedEntry.Write(
            ReservedGroups.Questions, question.Id, "question", question.ToJson(), new OperationId("somebody", 1), TimeProvider.System.GetUtcNow());
        await transport.AppendAsync(ReservedGroups.Questions, asked, TimeProvider.System.GetTimestamp(), origin: null, CancellationToken.None);

        await using var starting = await NodeHost.StartAsync(transport);

        await Eventually.TrueAsync(
            async () =>
            {
                var log = await new LogReader(transport, ReservedGroups.Nodes).ReadAllAsync(CancellationToken.None);
                var reports = log.Entries.Select(static entry => NodeReport.FromJson(ReservedEntry.Read(entry.State))!);
                return reports.Any(report => report.Answers.Exists(answer => answer.Question == question.Id));
            },
            "it answers");
    }

    [Fact]
    public async Task One_whose_connection_comes_back_while_somebody_asks_answers_too()
    {
        var transport = new FaultyTransport(NodeHost.NewTransport());
        await using var host = await NodeHost.StartAsync(transport);
        await using var asking = await NodeHost.StartAsync(transport, start: false);
        await Eventually.TrueAsync(async () => (await asking.AskAsync()).Alive.Count == 1, "it reports");
        transport.LosesNotifications = true;
        var survey = asking.AskAsync();

        transport.LosesNotifications = false;
        transport.RaiseRestored();

        Assert.Single((await survey).Alive);
        Assert.Empty((await survey).Deaf);
    }

    [Fact]
    public async Task A_report_that_the_log_accepts_late_is_no_difference_of_the_clocks()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var log = NodeHost.NewTransport(time);
        var transport = new FaultyTransport(log)
        {
            // Retries, a connection that is still being made, a busy machine.
            BeforeAppend = (entry, _, _) =>
            {
                if (entry.Status.Value == "alive") time.Advance(TimeSpan.FromSeconds(2));
                return ValueTask.CompletedTask;
            },
        };
        await using var host = await NodeHost.StartAsync(transport, add: live => live.Services.AddSingleton<TimeProvider>(time));
        await Eventually.TrueAsync(async () => await ReportAsync() is not null, "it reports");
        var asked = ReservedEntry.Write(
            ReservedGroups.Questions, "a-question", "question", new NodeQuestion("a-question").ToJson(), new OperationId("somebody", 1), time.GetUtcNow());
        await log.AppendAsync(ReservedGroups.Questions, asked, time.GetTimestamp(), origin: null, CancellationToken.None);

        await Eventually.TrueAsync(async () => (await ReportAsync())!.Answers.Count == 1, "it reports again, and what its first report showed of its clock");

        Assert.Equal(0, (await ReportAsync())!.ClockAheadSeconds);

        async Task<NodeReport?> ReportAsync() => (await new LogReader(log, ReservedGroups.Nodes).ReadAllAsync(CancellationToken.None)).Entries
            .Select(static entry => NodeReport.FromJson(ReservedEntry.Read(entry.State))).SingleOrDefault();
    }

    [Theory]
    [InlineData(-3, -3)]
    [InlineData(0, 0)]
    [InlineData(4, 0)]
    [InlineData(10, 0)]
    [InlineData(12, 2)]
    public void A_clock_that_was_read_within_some_time_is_ahead_or_behind_of_that_time(int other, int ahead)
    {
        var now = TimeProvider.System.GetUtcNow();

        Assert.Equal(TimeSpan.FromSeconds(ahead), TransportServer.AheadBy(now + TimeSpan.FromSeconds(other), now, now + TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Many_that_ask_at_once_are_all_answered()
    {
        var transport = NodeHost.NewTransport();
        await using var host = await NodeHost.StartAsync(transport);
        await Eventually.TrueAsync(async () => (await host.AskAsync()).Alive.Count == 1, "it reports");

        var surveys = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.AskAsync()));

        Assert.All(surveys, static survey => Assert.Empty(survey.Deaf));
    }

    [Fact]
    public async Task One_of_whose_rooms_fails_is_seen_all_the_same_and_the_failure_is_counted()
    {
        var transport = NodeHost.NewTransport();
        await using var host = await NodeHost.StartAsync(transport, static _ => throw new InvalidOperationException("This room is broken."), static live => live.AddWorker());

        await Eventually.TrueAsync(async () => (await host.AskAsync()).With("worker").Any(), "it reports");

        var line = host.Services.GetFakeLogCollector().GetSnapshot().Single(static record => record.Id.Id == 4010);
        Assert.Contains("(reporter)", line.Message, StringComparison.Ordinal);
        Assert.IsType<InvalidOperationException>(line.Exception);
    }

    [Fact]
    public async Task What_throws_in_its_loop_does_not_stop_the_host()
    {
        var transport = NodeHost.NewTransport();
        var time = new BrokenClock();
        await using var host = await NodeHost.StartAsync(transport, add: live => live.Services.AddSingleton<TimeProvider>(time));
        await Eventually.TrueAsync(async () => (await host.AskAsync()).Alive.Count == 1, "it reports");
        time.IsBroken = true;
        await Eventually.TrueAsync(
            () => host.Services.GetFakeLogCollector().GetSnapshot().Any(static record => record.Id.Id == 4010), "the failure is said");
        time.IsBroken = false;

        await Eventually.TrueAsync(async () => !(await host.AskAsync()).Deaf.Any(), "it answers");
        var reporter = (BackgroundService)host.Services.GetServices<IHostedService>().Single(static service => service is NodeReporter);
        Assert.False(reporter.ExecuteTask!.IsCompleted);
    }

    [Fact]
    public async Task What_is_no_question_and_no_report_is_passed_over()
    {
        var transport = NodeHost.NewTransport();
        await using var host = await NodeHost.StartAsync(transport);
        await Eventually.TrueAsync(async () => (await host.AskAsync()).Alive.Count == 1, "it reports");
        await AppendAsync(ReservedGroups.Questions, "question", new JsonObject { ["problem"] = 7 });
        await AppendAsync(ReservedGroups.Nodes, "alive", new JsonObject { ["node"] = "x", ["answers"] = null });
        await AppendAsync(ReservedGroups.Nodes, "alive", new JsonObject { ["node"] = "y", ["roles"] = new JsonArray(null, 3) });

        var survey = await host.AskAsync();

        Assert.Equal(host.Identity.Id, Assert.Single(survey.Alive).Node);
        Assert.Empty(survey.Deaf);

        async Task AppendAsync(SubmissionGroup group, SubmissionStatus status, JsonObject content)
        {
            var entry = ReservedEntry.Write(group, $"made-up-{content.Count}-{status}", status, content, new OperationId("somebody", 1), TimeProvider.System.GetUtcNow());
            await transport.AppendAsync(group, entry, TimeProvider.System.GetTimestamp(), CancellationToken.None);
        }
    }

    [Fact]
    public async Task Without_a_configured_transport_nothing_is_tried()
    {
        var transport = new FaultyTransport(NodeHost.NewTransport()) { IsConfigured = false };
        await using (await NodeHost.StartAsync(transport))
        {
        }

        Assert.Equal(0, transport.Appends);
    }

    /// <summary>Fails the loop where nothing foresees it.</summary>
    private sealed class BrokenClock : TimeProvider
    {
        public bool IsBroken { get; set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            IsBroken && dueTime == NodeReporter.Interval ? throw new InvalidOperationException("The clock is broken.") : base.CreateTimer(callback, state, dueTime, period);
    }
}
