using System.Globalization;
using LiveSubmissions.Contracts;
using Microsoft.Extensions.Time.Testing;

namespace LiveSubmissions.Tests.Broadcasting;

public sealed class OutboxDepthTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task The_gauge_counts_the_submissions_that_wait_and_falls_to_none_when_they_were_sent()
    {
        await using var host = new CoreHost(time: _time);
        await host.Broadcaster.BroadcastAsync(1, 1, "queued");
        Assert.Equal(0, host.OutboxGauge());

        host.Transport.IsDown = true;
        await host.Broadcaster.BroadcastAsync(1, 1, "evaluating");
        await host.Broadcaster.BroadcastAsync(1, 2, "queued");
        await host.Broadcaster.BroadcastAsync(1, 2, "evaluating");
        Assert.Equal(2, host.OutboxGauge());

        host.Transport.IsDown = false;
        await AdvanceUntilAsync(() => host.OutboxGauge() == 0, "the outbox is emptied");
    }

    [Fact]
    public async Task The_log_says_how_many_wait_and_for_how_long_and_repeats_it_only_every_ten_seconds()
    {
        await using var host = new CoreHost(time: _time);
        host.Transport.IsDown = true;
        await host.Broadcaster.BroadcastAsync(1, 1, "queued");
        await host.Broadcaster.BroadcastAsync(1, 2, "queued");

        await AdvanceUntilAsync(() => Depths(host).Count == 3, "the log has said it three times");

        Assert.All(Depths(host), line => Assert.StartsWith("2 submissions' newest updates are deferred", line, StringComparison.Ordinal));
        var seconds = Depths(host).Select(static line => Seconds(line.Split("for ")[1].Split(' ')[..2])).ToList();
        Assert.True(seconds[1] >= seconds[0] + 9 && seconds[2] >= seconds[1] + 9, $"it was said after {string.Join(", ", seconds)} s");
    }

    private static double Seconds(string[] duration) =>
        double.Parse(duration[0], CultureInfo.InvariantCulture) / (duration[1].StartsWith("ms", StringComparison.Ordinal) ? 1000 : 1);

    private static List<string> Depths(CoreHost host) =>
        [.. host.LogLines.Where(line => line.Contains("updates are deferred", StringComparison.Ordinal))];

    private Task AdvanceUntilAsync(Func<bool> condition, string because) => Eventually.TrueAsync(
        () =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(250));
            return condition();
        },
        because);
}
