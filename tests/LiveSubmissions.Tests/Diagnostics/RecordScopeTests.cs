using System.Collections.Concurrent;
using LiveSubmissions.Contracts;
using LiveSubmissions.Diagnostics.Nodes;
using LiveSubmissions.Records;
using LiveSubmissions.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace LiveSubmissions.Tests.Diagnostics;

/// <summary>The read of <c>AddRecords</c> gets services as a request does.</summary>
public sealed class RecordScopeTests : IAsyncDisposable
{
    private readonly ConcurrentQueue<Database> _used = new();
    private readonly InMemoryTransport _transport = NodeHost.NewTransport();
    private Func<IServiceProvider, CancellationToken, ValueTask<IReadOnlyList<RecordedSubmission>>> _read;
    private ServiceProvider? _services;

    public RecordScopeTests() => _read = (services, _) =>
    {
        _used.Enqueue(services.GetRequiredService<Database>());
        Assert.Same(services.GetRequiredService<Database>(), services.GetRequiredService<Database>());
        return new([]);
    };

    public async ValueTask DisposeAsync()
    {
        if (_services is null) return;
        foreach (var service in _services.GetServices<IHostedService>()) await service.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task A_scoped_service_can_be_had_is_another_at_each_read_and_is_disposed_after_it()
    {
        await StartAsync();

        var first = await AskAsync();
        var second = await AskAsync();

        Assert.Null(first.Error);
        Assert.Null(second.Error);
        Assert.True(_used.Count >= 2, $"Read {_used.Count} times.");
        Assert.Equal(_used.Count, _used.Distinct().Count());
        Assert.All(_used, static database => Assert.True(database.IsDisposed));
    }

    [Fact]
    public async Task A_read_that_throws_leaves_nothing_open_and_its_cause_is_told()
    {
        _read = (services, _) =>
        {
            _used.Enqueue(services.GetRequiredService<Database>());
            throw new OperationCanceledException("The database gave up.");
        };
        await StartAsync();

        Assert.Equal("The database gave up.", (await AskAsync()).Error);
        Assert.All(_used, static database => Assert.True(database.IsDisposed));
    }

    [Fact]
    public async Task A_read_that_does_not_end_is_given_up_and_not_begun_again_and_keeps_its_services()
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _read = async (services, _) =>
        {
            _used.Enqueue(services.GetRequiredService<Database>());
            await end.Task;
            return [];
        };
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var facts = Build(time).GetServices<INodeFacts>().OfType<RecordedNodeFacts>().Single();

        var first = facts.LookUpAsync(CancellationToken.None);
        await Eventually.TrueAsync(() => _used.Count == 1, "the read has begun");
        Assert.Null(Said().Records);
        time.Advance(RecordedNodeFacts.Deadline);
        await first;
        Assert.Equal("They were not read within 10 s.", Said().Records!.Error);

        await facts.LookUpAsync(CancellationToken.None);
        Assert.Contains("has not ended", Said().Records!.Error, StringComparison.Ordinal);
        var database = Assert.Single(_used);
        Assert.False(database.IsDisposed);

        end.SetResult();
        await Eventually.TrueAsync(() => database.IsDisposed, "its scope ends with it");
        await Eventually.TrueAsync(
            async () =>
            {
                await facts.LookUpAsync(CancellationToken.None);
                return Said().Records!.Error is null;
            },
            "records are read again");

        NodeReport Said()
        {
            var report = new NodeReport { Answers = [new AnswerFacts("a-question")] };
            facts.AddTo(report);
            return report;
        }
    }

    private async Task StartAsync()
    {
        var services = Build(TimeProvider.System);
        foreach (var service in services.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);
    }

    private ServiceProvider Build(TimeProvider time)
    {
        var services = new ServiceCollection();
        services.AddFakeLogging();
        services.AddSingleton(time);
        services.AddSingleton<ISubmissionTransport>(_transport);
        services.AddScoped<Database>();
        services.AddLiveSubmissions().AddRecords((scope, _, cancellationToken) => _read(scope, cancellationToken));

        // As a host does in Development.
        return _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true });
    }

    private async Task<RecordFacts> AskAsync()
    {
        RecordFacts? facts = null;
        await Eventually.TrueAsync(
            async () =>
            {
                var survey = await _services!.GetRequiredService<NodeDirectory>().AskAsync(null, null, CancellationToken.None);
                facts = survey.Deaf.Any() ? null : survey.With("records").SingleOrDefault()?.Records;
                return facts is not null;
            },
            "the process answers with its records");
        return facts!;
    }

    private sealed class Database : IAsyncDisposable
    {
        public bool IsDisposed { get; private set; }

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return ValueTask.CompletedTask;
        }
    }
}
