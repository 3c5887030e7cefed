using LiveSubmissions.Diagnostics.Nodes;
using LiveSubmissions.Feed;
using LiveSubmissions.Tests.Diagnostics;
using LiveSubmissions.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LiveSubmissions.Tests;

/// <summary>A container that is disposed without waiting, as by <c>using var services = …</c>.</summary>
public sealed class DisposalTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Everything_that_was_used_ends_when_the_services_are_disposed_synchronously()
    {
        var transport = new FaultyTransport(NodeHost.NewTransport());
        var services = Build(transport);
        foreach (var service in services.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);
        await services.GetRequiredService<NodeDirectory>().AskAsync(null, null, CancellationToken.None);
        var broadcaster = services.GetRequiredService<ISubmissionBroadcaster>();
        var cursor = await services.GetRequiredService<ISubmissionFeed>().SubscribeAsync(CoreHost.Group);
        await broadcaster.BroadcastAsync(1, 42, "queued");
        await cursor.ReadAsync();
        var read = cursor.ReadAsync().AsTask();

        // One update waits: the outbox's loop runs.
        transport.IsDown = true;
        Assert.Equal(BroadcastOutcome.Deferred, (await broadcaster.BroadcastAsync(1, 42, "accepted")).Outcome);

        await Task.Run(services.Dispose).WaitAsync(Deadline);

        await Assert.ThrowsAsync<ObjectDisposedException>(() => read.WaitAsync(Deadline));
        Assert.Equal(0, transport.ListeningTo(CoreHost.Group));
    }

    [Fact]
    public async Task Disposing_on_a_context_that_is_blocked_by_it_ends_too()
    {
        var services = Build(new FaultyTransport(NodeHost.NewTransport()));
        await using var cursor = await services.GetRequiredService<ISubmissionFeed>().SubscribeAsync(CoreHost.Group);
        await services.GetRequiredService<ISubmissionBroadcaster>().BroadcastAsync(1, 42, "queued");

        await Task.Run(() => BlockedContext.Run(services.Dispose)).WaitAsync(Deadline);
    }

    [Fact]
    public void Whatever_the_container_owns_can_be_disposed_without_waiting()
    {
        var assembly = typeof(ISubmissionFeed).Assembly;
        var services = new ServiceCollection().AddLiveSubmissions().AddWorker().AddRecords(static (_, _, _) => new([])).Services;
        var provider = services.BuildServiceProvider();
        var owned = services.Where(static service => service is { Lifetime: ServiceLifetime.Singleton, ServiceType.IsGenericTypeDefinition: false })
            .SelectMany(service => provider.GetServices(service.ServiceType)).OfType<object>().Distinct().Where(service => service.GetType().Assembly == assembly).ToList();

        Assert.Contains(owned, static service => service is IAsyncDisposable);
        Assert.All(owned, static service => Assert.True(service is not IAsyncDisposable or IDisposable, $"{service.GetType()} can be disposed asynchronously only."));
        provider.Dispose();
    }

    private static ServiceProvider Build(ISubmissionTransport transport)
    {
        var services = new ServiceCollection();

        // The container owns what it makes.
        services.AddSingleton(_ => transport);
        services.AddLiveSubmissions();
        return services.BuildServiceProvider();
    }
}
