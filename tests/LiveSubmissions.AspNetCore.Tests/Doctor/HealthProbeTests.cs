using System.Net;
using System.Runtime.CompilerServices;
using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.Contracts;
using LiveSubmissions.Log;
using LiveSubmissions.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.AspNetCore.Tests.Doctor;

/// <summary>What a probe of an orchestrator costs, counted: it asks nobody how he is, and reads neither the application's records nor a log.</summary>
public sealed class HealthProbeTests
{
    private const string Checks = "builder.Services.AddHealthChecks().AddLiveSubmissions();";
    private const string Ready = """app.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains("ready") });""";

    private static readonly HttpClient Http = new();

    private int _recordsRead;

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/getting-started.md")]
    public void The_documents_map_health_as_it_is_tested_here(string document)
    {
        var text = File.ReadAllText(Repository(document));

        Assert.Contains(Checks, text, StringComparison.Ordinal);
        Assert.Contains(Ready, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/health/ready")]
    [InlineData("/health/everything")]
    public async Task A_probe_costs_one_short_call_and_one_round_trip(string path)
    {
        CountedTransport? transport = null;
        await using var web = await WebSide.StartAsync(
            add: live => live.AddRecords((_, _, _) =>
            {
                Interlocked.Increment(ref _recordsRead);
                return new([]);
            }),
            build: builder =>
            {
                builder.Services.AddSingleton<ISubmissionTransport>(services =>
                    transport = new CountedTransport(new InMemoryTransport(services.GetRequiredService<IOptions<LiveSubmissionsOptions>>(), TimeProvider.System)));
                builder.Services.AddHealthChecks().AddLiveSubmissions();
            },
            map: static app =>
            {
                app.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains("ready") });
                app.MapHealthChecks("/health/everything");
            });
        await Eventually.TrueAsync(() => transport!.Count("append", ReservedGroups.Nodes) > 0, "the process has reported itself");
        transport!.Reset();

        using var answer = await Http.GetAsync(new Uri(web.Address, path));
        using var again = await Http.GetAsync(new Uri(web.Address, path));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(0, _recordsRead);
        Assert.Empty(transport.Groups("read"));
        Assert.Equal(0, transport.Count("append", ReservedGroups.Questions));
        Assert.InRange(transport.Count("append", ReservedGroups.Probes), 1, 2);
        Assert.All(transport.Groups("ends"), static group => Assert.Contains(group, (string[])[ReservedGroups.Probes.Name, ReservedGroups.Questions.Name]));
        Assert.InRange(transport.Count("ends", ReservedGroups.Probes), 1, 2);
    }

    private static string Repository(string path, [CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "../../..", path));
}
