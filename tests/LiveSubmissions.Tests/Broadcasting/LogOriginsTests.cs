using LiveSubmissions.Contracts;

namespace LiveSubmissions.Tests.Broadcasting;

/// <summary>A broadcaster that writes to the successor of a lost log reports the loss, once.</summary>
public sealed class LogOriginsTests : IAsyncDisposable
{
    private readonly CoreHost _host = new(static options => options.Broadcaster.OutboxRetryDelay = TimeSpan.FromMilliseconds(10));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task An_answer_of_another_origin_reports_the_loss_once_though_the_first_reports_fail()
    {
        _host.Transport.Origin = "first";
        await _host.Broadcaster.BroadcastAsync(1, 1, "queued");
        await _host.Broadcaster.BroadcastAsync(1, 2, "queued");
        Assert.Empty(_host.Transport.Losses);

        _host.Transport.FailingReports = 2;
        _host.Transport.Origin = "second";
        for (var submission = 1; submission <= 10; submission++) await _host.Broadcaster.BroadcastAsync(1, submission, "accepted");
        await Eventually.TrueAsync(() => !_host.Transport.Losses.IsEmpty, "the loss is reported");

        // Answers may overtake one another: the log itself decides whether it is the lost one.
        foreach (var origin in (string[])["first", "second", "first", "second", "third"])
        {
            _host.Transport.Origin = origin;
            await _host.Broadcaster.BroadcastAsync(1, 1, "queued");
        }

        _host.Transport.Origin = "fourth";
        await _host.Broadcaster.BroadcastAsync(1, 1, "queued");
        await Eventually.TrueAsync(() => _host.Transport.Losses.Contains((CoreHost.Group.Name, "third")), "the last loss is reported");

        Assert.Equal(["first", "second", "third"], _host.Transport.Losses.Select(static loss => loss.Origin).Order());
        Assert.All(_host.Transport.Losses, static loss => Assert.Equal(CoreHost.Group.Name, loss.Group));
    }

    [Fact]
    public async Task A_loss_that_can_never_be_reported_is_given_up_and_the_log_says_so()
    {
        await using var host = new CoreHost(static options => options.Broadcaster.OutboxRetryDelay = TimeSpan.FromMilliseconds(10));
        host.Transport.Origin = "first";
        await host.Broadcaster.BroadcastAsync(1, 1, "queued");
        host.Transport.FailingReports = int.MaxValue;
        host.Transport.Origin = "second";
        Assert.Equal(BroadcastOutcome.Accepted, (await host.Broadcaster.BroadcastAsync(1, 1, "accepted")).Outcome);

        await Eventually.TrueAsync(
            () => host.LogLines.Any(static line => line.Contains("this could not be recorded in the new log", StringComparison.Ordinal)),
            "the log says that it could not be reported");
    }
}
