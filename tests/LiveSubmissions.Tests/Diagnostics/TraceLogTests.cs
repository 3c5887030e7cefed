using LiveSubmissions.Diagnostics.Nodes;
using LiveSubmissions.Telemetry;
using LiveSubmissions.Transport;
using Microsoft.Extensions.Time.Testing;

namespace LiveSubmissions.Tests.Diagnostics;

public sealed class TraceLogTests
{
    [Fact]
    public void Hops_are_told_in_their_order_and_of_the_asked_submission_alone()
    {
        var time = new FakeTimeProvider();
        var log = new TraceLog(time);
        foreach (var hop in new[] { TraceHop.Reported, TraceHop.Stored, TraceHop.Received, TraceHop.Written })
        {
            log.Add(hop, CoreHost.Group, Entries.State(42), clients: hop == TraceHop.Written ? 3 : 0);
            log.Add(hop, CoreHost.Group, Entries.State(43));
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        var hops = log.Find("1", "42");

        Assert.Equal(["reported", "stored", "received", "written"], hops.Select(hop => hop.Name));
        Assert.Equal(hops.Select(hop => hop.At).Order(), hops.Select(hop => hop.At));
        Assert.Equal(3, hops[3].Clients);
        Assert.Equal(4, log.Find(null, "42").Count);
        Assert.Empty(log.Find("2", "42"));
    }

    [Fact]
    public void It_is_bounded_and_the_oldest_go_first()
    {
        var log = new TraceLog(TimeProvider.System);
        log.Add(TraceHop.Reported, CoreHost.Group, Entries.State(1));
        for (var i = 0; i < 4_095; i++) log.Add(TraceHop.Reported, CoreHost.Group, Entries.State(2));
        Assert.Single(log.Find(null, "1"));

        log.Add(TraceHop.Reported, CoreHost.Group, Entries.State(2));

        Assert.Empty(log.Find(null, "1"));
    }

    [Fact]
    public void Of_a_busy_submission_the_newest_hops_are_told_so_that_a_report_with_several_answers_fits_into_a_log()
    {
        var log = new TraceLog(TimeProvider.System);
        for (var i = 0; i < 5_000; i++) log.Add(TraceHop.Written, CoreHost.Group, Entries.State(42), clients: i);

        var told = log.Find(null, "42");

        Assert.Equal(Enumerable.Range(4_800, 200), told.Select(static hop => hop.Clients));
        var report = new NodeReport { Node = "n", Answers = [.. Enumerable.Range(0, 10).Select(number => new AnswerFacts($"question-{number}", told.ConvertAll(TraceFacts.From)))] };
        Assert.InRange(report.ToJson().ToJsonString().Length, 1, LogEntry.MaxBytes);
    }
}
