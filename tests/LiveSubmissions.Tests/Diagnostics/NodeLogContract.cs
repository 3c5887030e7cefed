using System.Text.Json.Nodes;
using LiveSubmissions.Contracts;
using LiveSubmissions.Diagnostics;
using LiveSubmissions.Diagnostics.Nodes;
using LiveSubmissions.Log;
using LiveSubmissions.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LiveSubmissions.Tests.Diagnostics;

/// <summary>The log in which the processes report themselves stays small, and however many have started and ended, a survey reads what is new of it.</summary>
public abstract class NodeLogContract
{
    private const int Starts = 5_000;

    /// <summary>The transport under test, whose logs are empty.</summary>
    protected abstract ISubmissionTransport Transport { get; }

    /// <summary>After thousands of starts of processes the fault of one that runs is found, by few reads, and the logs keep a thousand entries at most.</summary>
    [Fact]
    public async Task After_thousands_of_starts_the_fault_of_one_process_is_found_by_few_reads()
    {
        await FillAsync(ReservedGroups.Nodes, "stopped", static id => new NodeReport { Node = id }.ToJson());
        await FillAsync(ReservedGroups.Questions, "asked", static _ => null);
        Assert.InRange(await EntriesAsync(ReservedGroups.Nodes), 1, ReservedGroups.MaxEntries);
        Assert.InRange(await EntriesAsync(ReservedGroups.Questions), 1, ReservedGroups.MaxEntries);

        var counted = new CountedTransport(Transport);
        var services = new ServiceCollection().AddLogging().AddSingleton<ISubmissionTransport>(counted);
        services.AddLiveSubmissions();
        services.AddSingleton<INodeFacts, Holder>();
        await using var host = services.BuildServiceProvider();
        foreach (var service in host.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);
        try
        {
            var directory = host.GetRequiredService<NodeDirectory>();
            await Eventually.TrueAsync(async () => (await directory.AskAsync(null, null, CancellationToken.None)).Alive.Count == 1, "it reports");
            await Eventually.TrueAsync(
                async () =>
                {
                    counted.Reset();
                    var report = await host.GetRequiredService<DiagnosticRunner>().RunAsync(
                        host.GetRequiredService<DiagnosticSteps>().All, new DiagnosticContext(directory), CancellationToken.None);

                    // All that the log keeps, once; and a look for each pause until the process has answered.
                    Assert.InRange(counted.Count("read", ReservedGroups.Nodes), 1, 20);
                    Assert.Equal(1, counted.Count("append", ReservedGroups.Questions));
                    return report.FirstFailure?.Step == "outbox";
                },
                "the fault is found");
        }
        finally
        {
            foreach (var service in host.GetServices<IHostedService>()) await service.StopAsync(CancellationToken.None);
        }
    }

    private async Task FillAsync(SubmissionGroup group, string status, Func<string, JsonObject?> content)
    {
        var now = TimeProvider.System.GetUtcNow();
        await Parallel.ForEachAsync(Enumerable.Range(0, Starts), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (number, cancellationToken) =>
        {
            var id = $"start-{number}";
            var entry = ReservedEntry.Write(group, id, status, content(id), new OperationId($"start{number}", 1), now);
            await Transport.AppendAsync(group, entry, TimeProvider.System.GetTimestamp(), origin: null, cancellationToken);
        });
    }

    private async Task<int> EntriesAsync(SubmissionGroup group) =>
        (await new LogReader(Transport, group).ReadAllAsync(CancellationToken.None)).Entries.Count;

    /// <summary>A process that holds updates back.</summary>
    private sealed class Holder : INodeFacts
    {
        public void AddTo(NodeReport report) => report.Outbox = new OutboxFacts(3, 60);
    }
}
