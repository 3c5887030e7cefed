using LiveSubmissions.Tests.Diagnostics;
using LiveSubmissions.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace LiveSubmissions.Tests.Broadcasting;

/// <summary>What is given until the very end goes out, or its caller is told that it does not.</summary>
public sealed class ShutdownTests
{
    private readonly FaultyTransport _transport = new(NodeHost.NewTransport());

    [Fact]
    public async Task Disposing_the_host_without_stopping_it_sends_what_waits()
    {
        await using (var host = await StartAsync())
        {
            _transport.IsDown = true;
            var broadcaster = host.Services.GetRequiredService<ISubmissionBroadcaster>();
            for (var submission = 0; submission < 2000; submission++) await broadcaster.BroadcastAsync(1, submission, "accepted");
            _transport.IsDown = false;
        }

        Assert.Equal(2000, (await _transport.Inner.ReadAsync(CoreHost.Group, default, 10_000, default)).Entries.Count);
    }

    [Fact]
    public async Task A_service_that_was_registered_first_and_stops_last_is_waited_for()
    {
        await using var host = await StartAsync(services => services.AddHostedService(provider => new LastWords(provider, _transport)));
        await host.Host.StopAsync();

        var entry = Assert.Single((await _transport.Inner.ReadAsync(CoreHost.Group, default, 10, default)).Entries);
        Assert.Equal("failed", entry.State.Status.Value);
    }

    [Fact]
    public async Task A_flush_that_has_given_up_is_not_repeated_at_the_disposal_and_the_loss_is_said_once()
    {
        FakeLogCollector lines;
        await using (var host = await StartAsync(configure: static options => options.Broadcaster.ShutdownTimeout = TimeSpan.FromMilliseconds(200)))
        {
            lines = host.Services.GetFakeLogCollector();
            _transport.IsDown = true;
            await host.Services.GetRequiredService<ISubmissionBroadcaster>().BroadcastAsync(1, 1, "accepted");
            await host.Host.StopAsync();
            Assert.Single(lines.GetSnapshot(), static line => line.Id.Id == 1010);
        }

        var said = Assert.Single(lines.GetSnapshot(), static line => line.Id.Id == 1010);
        Assert.StartsWith("1 submissions' newest updates could not be sent", said.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disposal_that_cannot_send_says_how_much_is_lost_and_ends_though_its_clock_stands_still()
    {
        FakeLogCollector lines;
        await using (var host = await StartAsync(
            services => services.AddSingleton<TimeProvider>(new Microsoft.Extensions.Time.Testing.FakeTimeProvider()),
            static options => options.Broadcaster.ShutdownTimeout = TimeSpan.FromMilliseconds(200)))
        {
            lines = host.Services.GetFakeLogCollector();
            _transport.IsDown = true;
            for (var submission = 0; submission < 3; submission++) await host.Services.GetRequiredService<ISubmissionBroadcaster>().BroadcastAsync(1, submission, "accepted");
        }

        var said = Assert.Single(lines.GetSnapshot(), static line => line.Id.Id == 1010);
        Assert.StartsWith("3 submissions' newest updates could not be sent", said.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_disposal_a_broadcast_fails_and_says_why_and_each_but_the_first_at_Debug()
    {
        var host = await StartAsync();
        var broadcaster = host.Services.GetRequiredService<ISubmissionBroadcaster>();
        var lines = host.Services.GetFakeLogCollector();
        await host.DisposeAsync();
        for (var submission = 0; submission < 3; submission++)
        {
            var result = await broadcaster.BroadcastAsync(1, submission, "accepted");
            Assert.Equal(BroadcastOutcome.Failed, result.Outcome);
            Assert.Contains("The broadcaster is stopped", result.Reason, StringComparison.Ordinal);
        }

        Assert.Equal(
            [LogLevel.Error, LogLevel.Debug, LogLevel.Debug],
            lines.GetSnapshot().Where(static line => line.Message.StartsWith("Failed submission update", StringComparison.Ordinal)).Select(static line => line.Level));
        Assert.Equal(0, _transport.Appends);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_broadcast_whose_append_is_under_way_at_the_disposal_fails_if_the_append_does_and_not_otherwise(bool fails)
    {
        var host = await StartAsync(configure: static options => options.Broadcaster.ShutdownTimeout = TimeSpan.FromMilliseconds(100));
        var mayGoOn = new TaskCompletionSource();
        _transport.BeforeAppend = async (_, _, _) => await mayGoOn.Task;
        var broadcast = host.Services.GetRequiredService<ISubmissionBroadcaster>().BroadcastAsync(1, 1, "accepted").AsTask();
        await host.DisposeAsync();
        Assert.False(broadcast.IsCompleted);
        _transport.IsDown = fails;
        mayGoOn.SetResult();

        Assert.Equal(fails ? BroadcastOutcome.Failed : BroadcastOutcome.Accepted, (await broadcast).Outcome);
    }

    [Fact]
    public async Task A_container_that_is_disposed_synchronously_sends_what_waits_too()
    {
        var services = new ServiceCollection();
        services.AddSingleton<ISubmissionTransport>(_transport);
        services.AddLiveSubmissions();
        var provider = services.BuildServiceProvider();
        _transport.IsDown = true;
        await provider.GetRequiredService<ISubmissionBroadcaster>().BroadcastAsync(1, 1, "accepted");
        _transport.IsDown = false;
        await Task.Run(provider.Dispose).WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Single((await _transport.Inner.ReadAsync(CoreHost.Group, default, 10, default)).Entries);
    }

    private async Task<RunningHost> StartAsync(Action<IServiceCollection>? first = null, Action<LiveSubmissionsOptions>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        first?.Invoke(builder.Services);
        builder.Logging.AddFakeLogging().SetMinimumLevel(LogLevel.Debug);
        builder.Services.AddSingleton<ISubmissionTransport>(_transport);
        builder.Services.AddLiveSubmissions(configure);

        // It appends too, and is not what this is about.
        builder.Services.Remove(builder.Services.Single(static service => service.ImplementationType == typeof(LiveSubmissions.Diagnostics.Nodes.NodeReporter)));
        var host = builder.Build();
        await host.StartAsync();
        return new RunningHost(host);
    }

    private sealed class RunningHost(IHost host) : IAsyncDisposable
    {
        public IHost Host => host;

        public IServiceProvider Services { get; } = host.Services;

        public ValueTask DisposeAsync() => ((IAsyncDisposable)host).DisposeAsync();
    }

    /// <summary>A worker as an application has it: when it is stopped it gives its last update, just when the transport is away.</summary>
    private sealed class LastWords(IServiceProvider services, FaultyTransport transport) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public async Task StopAsync(CancellationToken cancellationToken)
        {
            transport.IsDown = true;
            Assert.Equal(BroadcastOutcome.Deferred, (await services.GetRequiredService<ISubmissionBroadcaster>().BroadcastAsync(1, 1, "failed", cancellationToken: cancellationToken)).Outcome);
            transport.IsDown = false;
        }
    }
}
