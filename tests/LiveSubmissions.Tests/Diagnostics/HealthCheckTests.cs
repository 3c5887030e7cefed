using LiveSubmissions.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.Tests.Diagnostics;

public sealed class HealthCheckTests : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public HealthCheckTests()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<ISubmissionTransport>(provider => new FaultyTransport(new InMemoryTransport(
            provider.GetRequiredService<IOptions<LiveSubmissionsOptions>>(), TimeProvider.System)));
        services.AddLiveSubmissions();
        services.AddHealthChecks().AddLiveSubmissions().AddLiveSubmissionsDoctor();
        _services = services.BuildServiceProvider();
    }

    private FaultyTransport Transport => (FaultyTransport)_services.GetRequiredService<ISubmissionTransport>();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task All_are_healthy_when_a_probe_comes_back()
    {
        var report = await CheckAsync();

        Assert.Equal(
            ["live_submissions_configured", "live_submissions_round_trip", "live_submissions_transport"],
            report.Entries.Where(entry => entry.Value.Tags.Contains("ready")).Select(entry => entry.Key).Order());
        Assert.Equal(HealthStatus.Healthy, report.Status);
        Assert.Equal(0, Transport.ListeningTo(new SubmissionGroup("live_submissions_probe")));
    }

    [Fact]
    public async Task Not_configured_fails_and_says_what_the_transport_says_of_its_setting()
    {
        Transport.IsConfigured = false;
        var report = await CheckAsync();

        Assert.All(report.Entries.Values, entry => Assert.Equal(entry.Tags.Contains("ready") ? HealthStatus.Unhealthy : HealthStatus.Healthy, entry.Status));
        foreach (var check in new[] { "configured", "transport", "round_trip" })
        {
            Assert.Equal("Set IsConfigured to true.", report.Entries[$"live_submissions_{check}"].Data["fix"]);
        }
    }

    [Fact]
    public async Task A_transport_that_is_down_fails_with_its_own_cause_and_fix()
    {
        Transport.IsDown = true;
        var report = await CheckAsync();

        Assert.Equal(HealthStatus.Healthy, report.Entries["live_submissions_configured"].Status);
        foreach (var check in new[] { "live_submissions_transport", "live_submissions_round_trip" })
        {
            Assert.Equal(HealthStatus.Unhealthy, report.Entries[check].Status);
            Assert.Equal("The transport is down. Set IsDown to false.", report.Entries[check].Description);
        }
    }

    [Fact]
    public async Task Probes_that_ask_at_once_and_again_cost_one_round()
    {
        await Task.WhenAll(CheckAsync(), CheckAsync(), CheckAsync());
        var appends = Transport.Appends;
        await CheckAsync();

        Assert.Equal(appends, Transport.Appends);
        Assert.InRange(appends, 1, 2);
    }

    [Fact]
    public async Task Notifications_that_do_not_come_fail_the_round_trip_while_the_transport_answers()
    {
        Transport.LosesNotifications = true;
        var report = await CheckAsync();

        Assert.Equal(HealthStatus.Healthy, report.Entries["live_submissions_transport"].Status);
        Assert.Contains("its notification did not come", report.Entries["live_submissions_round_trip"].Description, StringComparison.Ordinal);
        Assert.Contains("SUBSCRIBE", (string)report.Entries["live_submissions_round_trip"].Data["fix"], StringComparison.Ordinal);
    }

    private Task<HealthReport> CheckAsync() => _services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
}
