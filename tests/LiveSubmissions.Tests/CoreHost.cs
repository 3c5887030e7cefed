using System.Diagnostics.Metrics;
using LiveSubmissions.Broadcasting;
using LiveSubmissions.Feed;
using LiveSubmissions.Tests.Diagnostics;
using LiveSubmissions.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.Tests;

/// <summary>The core as an application has it, over a transport that can be made to fail.</summary>
internal sealed class CoreHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public CoreHost(Action<LiveSubmissionsOptions>? configure = null, TimeProvider? time = null, ISubmissionGroupNaming? naming = null, ILoggerProvider? logger = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IMeterFactory, MeterFactory>();
        services.AddLogging(logging => logging.AddFakeLogging().SetMinimumLevel(LogLevel.Debug));
        if (logger is not null) services.AddSingleton(logger);
        if (time is not null) services.AddSingleton(time);
        if (naming is not null) services.AddSingleton(naming);
        services.AddSingleton<ISubmissionTransport>(provider => new FaultyTransport(NewLog(provider)));
        services.AddLiveSubmissions(configure);
        _services = services.BuildServiceProvider();
    }

    public FaultyTransport Transport => (FaultyTransport)_services.GetRequiredService<ISubmissionTransport>();

    public ISubmissionBroadcaster Broadcaster => _services.GetRequiredService<ISubmissionBroadcaster>();

    public SubmissionFeed Feed => (SubmissionFeed)_services.GetRequiredService<ISubmissionFeed>();

    public IReadOnlyList<string> LogLines => [.. LogRecords.Select(record => record.Message)];

    public IReadOnlyList<FakeLogRecord> LogRecords => _services.GetFakeLogCollector().GetSnapshot();

    public IServiceProvider Services => _services;

    /// <summary>The lines of what failed in the background.</summary>
    public IReadOnlyList<FakeLogRecord> Failures => [.. _services.GetFakeLogCollector().GetSnapshot().Where(record => record.Id.Id is 4010 or 4011)];

    /// <summary>Its metrics are counted from here on.</summary>
    public Measurements Measure()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        return new Measurements(instrument => ReferenceEquals(instrument.Meter.Scope, meters));
    }

    /// <summary>The lines that are warnings, or worse.</summary>
    public IReadOnlyList<string> Warnings =>
        [.. _services.GetFakeLogCollector().GetSnapshot().Where(record => record.Level >= LogLevel.Warning).Select(record => record.Message)];

    public static SubmissionGroup Group { get; } = new("problem_submissions_1");

    /// <summary>What a collector of metrics reads for this host's outbox.</summary>
    public int OutboxGauge()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        var depth = -1;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, collector) =>
        {
            if (instrument.Name == "live_submissions.outbox.depth" && ReferenceEquals(instrument.Meter.Scope, meters)) collector.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((_, value, _, _) => depth = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return depth;
    }

    public InMemoryTransport NewLog() => NewLog(_services);

    public Task FlushAsync(CancellationToken cancellationToken = default) => _services.GetRequiredService<SubmissionBroadcaster>().FlushAsync(cancellationToken);

    /// <summary>The transport is back: else a disposal would wait for it.</summary>
    public ValueTask DisposeAsync()
    {
        Transport.IsDown = false;
        Transport.UnreachableGroup = null;
        Transport.BeforeAppend = null;
        Transport.Stall?.TrySetResult();
        return _services.DisposeAsync();
    }

    private static InMemoryTransport NewLog(IServiceProvider services) => new(
        services.GetRequiredService<IOptions<LiveSubmissionsOptions>>(), services.GetRequiredService<TimeProvider>());
}
