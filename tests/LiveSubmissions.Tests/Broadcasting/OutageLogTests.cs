using LiveSubmissions.Contracts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace LiveSubmissions.Tests.Broadcasting;

/// <summary>An outage costs a few lines, however many updates it holds up.</summary>
public sealed class OutageLogTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task The_first_deferred_update_is_a_warning_and_the_others_are_told_at_Debug_until_the_next_outage()
    {
        await using var host = new CoreHost(time: _time);
        for (var outage = 1; outage <= 2; outage++)
        {
            host.Transport.IsDown = true;
            for (var submission = 0; submission < 1000; submission++)
            {
                Assert.Equal(BroadcastOutcome.Deferred, (await host.Broadcaster.BroadcastAsync(1, submission, $"status{outage}")).Outcome);
            }

            Assert.Single(Lines(host, "Deferred submission update: ", $"status{outage} "), static line => line.Level == LogLevel.Warning);
            Assert.Equal(1000, Lines(host, "Deferred submission update: ", $"status{outage} ").Count);
            host.Transport.IsDown = false;
            await AdvanceUntilAsync(() => Lines(host, "The outbox is empty again").Count == outage, "the outage has ended");
        }

        Assert.All(Lines(host, "The outbox is empty again"), static line => Assert.Contains("1000 were deferred", line.Message, StringComparison.Ordinal));
        Assert.All(host.LogRecords.Where(static line => line.Level > LogLevel.Information), static line => Assert.True(line.Id.Id is 1005 or 1012, line.Message));
    }

    [Fact]
    public async Task What_a_full_outbox_does_not_take_is_one_error_and_then_a_count()
    {
        await using var host = new CoreHost(static options => options.Broadcaster.OutboxCapacity = 2, _time);
        host.Transport.IsDown = true;
        for (var submission = 0; submission < 502; submission++) await host.Broadcaster.BroadcastAsync(1, submission, "queued");

        Assert.Equal(500, Lines(host, "Failed submission update: ").Count);
        Assert.Single(Lines(host, "Failed submission update: "), static line => line.Level == LogLevel.Error);
        await AdvanceUntilAsync(() => Lines(host, "500 updates failed in this outage").Count == 1, "the count is said");
        host.Transport.IsDown = false;
        await AdvanceUntilAsync(() => Lines(host, "The outbox is empty again").Count == 1, "the outage has ended");
        Assert.Single(Lines(host, "updates failed in this outage"));
    }

    private static List<FakeLogRecord> Lines(CoreHost host, params string[] parts) =>
        [.. host.LogRecords.Where(line => parts.All(part => line.Message.Contains(part, StringComparison.Ordinal)))];

    private Task AdvanceUntilAsync(Func<bool> condition, string because) => Eventually.TrueAsync(
        () =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(250));
            return condition();
        },
        because);
}
