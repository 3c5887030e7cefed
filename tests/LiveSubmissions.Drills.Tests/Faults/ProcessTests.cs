using LiveSubmissions.Contracts;
using LiveSubmissions.Drills.Tests.Support;
using LiveSubmissions.TestKit.Redis;
using LiveSubmissions.TestKit.Wire;
using LiveSubmissions.Transport;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.Drills.Tests.Faults;

/// <summary>Workers and backends die.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task What_a_worker_appended_before_it_was_killed_is_seen_and_the_next_worker_repeats_nothing()
    {
        await using var server = await RedisServer.StartAsync();
        await using var proxy = TcpProxy.To(server.Port);
        var database = new Database();
        await using var backend = await Backend.StartAsync(server.Url);
        await using var page = await backend.OpenPageAsync(database);
        await using var next = await Judge.StartAsync(server.Url, database);
        var listener = new RecordingListener();
        await using var listening = await next.Services.GetRequiredService<ISubmissionTransport>()
            .ListenAsync(new SubmissionGroup("problem_submissions_1"), listener, default);
        await next.SayAsync(42, "queued");
        await page.ToBeRightAsync();

        // Redis carries out what the worker sends, and the worker never hears of it.
        proxy.SwallowsAnswersTo = "evaluating";
        await using var worker = DrillProcess.Start("worker", $"redis://127.0.0.1:{proxy.Port}/0", "42", "evaluating", "2");
        await Eventually.TrueAsync(() => page.Shown(42) == new Row(2, "evaluating"), "the followers see it, though its worker got no answer");
        await worker.KillAsync();

        // The worker that takes the run over has the same row to tell of, then goes on.
        var repeated = await next.SayAsync(42, "evaluating");
        var finished = await next.SayAsync(42, "accepted");
        await page.ToBeRightAsync();

        Assert.Equal(BroadcastOutcome.AlreadyKnown, repeated.Result.Outcome);
        Assert.Equal(BroadcastOutcome.Accepted, finished.Result.Outcome);
        Assert.Equal(["queued", "evaluating", "accepted"], listener.Notifications.Select(static heard => heard.Entry.State.Status.Value));
        Assert.Equal(3, page.Received);
        DrillReport.Measured("worker killed", "its update seen once, its repetition known already, the next state accepted");
    }

    [Fact]
    public async Task Two_hundred_clients_of_a_killed_backend_go_on_at_another_from_where_they_were()
    {
        const int Clients = 200;
        const int Updates = 600;
        await using var server = await RedisServer.StartAsync();
        var database = new Database();
        await using var doomed = DrillProcess.Start("backend", server.Url);
        var address = new Uri(await doomed.LineAsync("listens on "));
        await using var other = await Backend.StartAsync(server.Url);
        await using var judge = await Judge.StartAsync(server.Url, database);
        var pages = new List<Page>();
        for (var i = 0; i < Clients; i++)
        {
            pages.Add(new Page(database));
            await pages[i].ConnectAsync(address);
        }

        // A submission each: nothing supersedes an update, so each one counts.
        Task? moving = null;
        await Judge.PaceAsync(Updates, 200, i =>
        {
            if (i == Updates / 3) moving = MoveAsync(doomed, pages, other.Address);
            judge.Say(i, "accepted");
        });
        await moving!;
        await judge.SettledAsync();

        foreach (var page in pages)
        {
            await page.ToBeRightAsync();
            Assert.Equal(Updates, page.Submissions);
            Assert.Equal(0, page.Resyncs);
        }

        DrillReport.Measured("backend killed", $"{Clients} clients resumed elsewhere, each {Updates} of {Updates}");
        foreach (var page in pages) await page.DisposeAsync();
    }

    [Fact]
    public async Task Two_backends_on_one_Redis_end_alike()
    {
        const int Clients = 5;
        const int Updates = 1000;
        await using var server = await RedisServer.StartAsync();
        var database = new Database();
        await using var left = await Backend.StartAsync(server.Url);
        await using var right = await Backend.StartAsync(server.Url);
        await using var one = await Judge.StartAsync(server.Url, database);
        await using var two = await Judge.StartAsync(server.Url, database);
        var pages = new List<Page>();
        for (var i = 0; i < Clients; i++)
        {
            pages.Add(await left.OpenPageAsync(database));
            pages.Add(await right.OpenPageAsync(database));
        }

        await Judge.PaceAsync(Updates, 500, i => (i % 2 == 0 ? one : two).Say(i % 100, i < Updates - 100 ? "evaluating" : "accepted"));
        await one.SettledAsync();
        await two.SettledAsync();
        foreach (var page in pages) await page.ToBeRightAsync();

        var first = Sequences(pages[0]);
        Assert.Equal(100, first.Count);
        Assert.All(pages, page => Assert.Equal(first, Sequences(page)));
        DrillReport.Measured("two backends", $"{pages.Count} clients, 100 submissions: the same states under the same sequences");
        foreach (var page in pages) await page.DisposeAsync();
    }

    [Fact]
    public async Task A_graceful_stop_with_Redis_back_sends_what_was_deferred()
    {
        const int Submissions = 100;
        await using var server = await RedisServer.StartAsync(null, "--appendonly", "yes");
        var database = new Database();
        await using var backend = await Backend.StartAsync(server.Url);
        await using var page = await backend.OpenPageAsync(database);
        await using var judge = await Judge.StartAsync(server.Url, database);
        for (var i = 0; i < Submissions; i++) judge.Say(i, "queued");
        await judge.SettledAsync();

        await server.KillAsync();
        for (var i = 0; i < Submissions; i++) judge.Say(i, "accepted");
        await judge.SettledAsync();
        Assert.All(
            judge.All.Where(static given => given.Row.Status == "accepted"),
            static given => Assert.Equal(BroadcastOutcome.Deferred, given.Result.Outcome));
        await server.RestartAsync();
        await judge.StopAsync();
        await judge.DisposeAsync();

        await page.ToBeRightAsync();
        DrillReport.Measured("graceful stop", $"{Submissions} of {Submissions} deferred updates sent before the process ended");
    }

    private static SortedDictionary<string, long> Sequences(Page page) =>
        new(page.Wire.States.ToDictionary(static pair => pair.Key, static pair => pair.Value.GetProperty("sequence").GetInt64()));

    private static async Task MoveAsync(DrillProcess doomed, List<Page> pages, Uri to)
    {
        await doomed.KillAsync();
        foreach (var page in pages) await page.ConnectAsync(to);
    }
}
