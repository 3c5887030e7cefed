using System.Diagnostics.Metrics;
using LiveSubmissions;
using LiveSubmissions.Broadcasting;
using LiveSubmissions.Diagnostics;
using LiveSubmissions.Diagnostics.Nodes;
using LiveSubmissions.Feed;
using LiveSubmissions.Telemetry;
using LiveSubmissions.Transport;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds LiveSubmissions to the services of a host.</summary>
public static class LiveSubmissionsServiceCollectionExtensions
{
    /// <summary>
    /// Adds the broadcaster (<see cref="ISubmissionBroadcaster"/>) and the feed (<see cref="ISubmissionFeed"/>) with the in-memory transport. This is enough
    /// for one process. If the application has more than one process, also add a transport such as Redis.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Changes the settings, which are validated when the host starts. May be <see langword="null"/>.</param>
    public static ILiveSubmissionsBuilder AddLiveSubmissions(this IServiceCollection services, Action<LiveSubmissionsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        return new LiveSubmissionsBuilder(services)
            .AddOptions(configure)
            .AddTransport()
            .AddBroadcaster()
            .AddFeed()
            .AddDiagnostics();
    }

    private static LiveSubmissionsBuilder AddOptions(this LiveSubmissionsBuilder builder, Action<LiveSubmissionsOptions>? configure)
    {
        builder.Services.AddLogging();
        builder.Services.TryAddSingleton(TimeProvider.System);
        SettingsCheck.Add<LiveSubmissionsOptions, LiveSubmissionsOptionsValidator>(builder.Services, configure);
        return builder;
    }

    private static LiveSubmissionsBuilder AddTransport(this LiveSubmissionsBuilder builder)
    {
        builder.Services.TryAddSingleton<ISubmissionGroupNaming, DefaultGroupNaming>();
        builder.Services.TryAddSingleton<ISubmissionTransport>(static services =>
        {
            SettingsCheck.Run(services);
            return ActivatorUtilities.CreateInstance<InMemoryTransport>(services);
        });
        return builder;
    }

    private static LiveSubmissionsBuilder AddBroadcaster(this LiveSubmissionsBuilder builder)
    {
        builder.Services.TryAddSingleton(static services => new LiveSubmissionsMeter(services.GetService<IMeterFactory>()));
        builder.Services.TryAddSingleton<BroadcastLog>();
        builder.Services.TryAddSingleton<SubmissionBroadcaster>();
        builder.Services.TryAddSingleton<ISubmissionBroadcaster>(static services =>
        {
            var broadcaster = services.GetRequiredService<SubmissionBroadcaster>();
            services.GetRequiredService<LiveSubmissionsMeter>().ObserveOutbox(() => broadcaster.OutboxDepth.Submissions);
            return broadcaster;
        });
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, BroadcasterService>());
        return builder;
    }

    private static LiveSubmissionsBuilder AddFeed(this LiveSubmissionsBuilder builder)
    {
        builder.Services.TryAddSingleton<FeedLog>();
        builder.Services.TryAddSingleton<ISubmissionFeed>(static services =>
        {
            var feed = ActivatorUtilities.CreateInstance<SubmissionFeed>(services);
            services.GetRequiredService<LiveSubmissionsMeter>().ObserveMirrors(() => feed.Followed, () => feed.Unverified.Count);
            return feed;
        });
        return builder;
    }

    private static LiveSubmissionsBuilder AddDiagnostics(this LiveSubmissionsBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton<TraceLog>();
        services.TryAddSingleton<DiagnosticsLog>();
        services.TryAddSingleton<NodeIdentity>();
        services.TryAddSingleton<NodeDirectory>();
        services.TryAddSingleton<RoundTripProbe>();
        services.TryAddSingleton<DiagnosticRunner>();
        services.TryAddSingleton(static services => new DiagnosticSteps(
            services.GetRequiredService<ISubmissionTransport>(), services.GetRequiredService<RoundTripProbe>(), services.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<StepHealthChecks>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<INodeFacts, BroadcasterNodeFacts>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<INodeFacts, FeedNodeFacts>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, NodeReporter>());
        return builder;
    }
}

internal sealed class LiveSubmissionsBuilder(IServiceCollection services) : ILiveSubmissionsBuilder
{
    public IServiceCollection Services => services;
}
