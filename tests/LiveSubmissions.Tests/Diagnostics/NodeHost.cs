using LiveSubmissions.Diagnostics;
using LiveSubmissions.Diagnostics.Nodes;
using LiveSubmissions.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.Tests.Diagnostics;

/// <summary>A process as the doctor sees it: it reports itself over a transport that others may share. What it says can be made up.</summary>
internal sealed class NodeHost : IAsyncDisposable
{
    private NodeHost(ServiceProvider services) => Services = services;

    public ServiceProvider Services { get; }

    public NodeIdentity Identity => Services.GetRequiredService<NodeIdentity>();

    public static InMemoryTransport NewTransport(TimeProvider? time = null) => new(Options.Create(new LiveSubmissionsOptions()), time ?? TimeProvider.System);

    /// <summary>A log that was made ten minutes ago.</summary>
    public static InMemoryTransport OlderTransport() => NewTransport(new EarlierTime());

    public static async Task<NodeHost> StartAsync(
        ISubmissionTransport transport, Action<NodeReport>? say = null, Action<ILiveSubmissionsBuilder>? add = null, bool start = true)
    {
        var services = new ServiceCollection();
        services.AddFakeLogging();
        services.AddSingleton(transport);
        var live = services.AddLiveSubmissions();
        add?.Invoke(live);
        if (say is not null) services.AddSingleton<INodeFacts>(new MadeUp(say));
        var host = new NodeHost(services.BuildServiceProvider());
        if (start)
        {
            foreach (var service in host.Services.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);
        }

        return host;
    }

    public Task<NodeSurvey> AskAsync(string? problem = null, string? submission = null) =>
        Services.GetRequiredService<NodeDirectory>().AskAsync(problem, submission, CancellationToken.None);

    public Task<DiagnosticReport> DiagnoseAsync() => Services.GetRequiredService<DiagnosticRunner>().RunAsync(
        Services.GetRequiredService<DiagnosticSteps>().All, new DiagnosticContext(Services.GetRequiredService<NodeDirectory>()), CancellationToken.None);

    public async Task<DiagnosticResult> StepAsync(string id) => (await DiagnoseAsync()).Answers.Single(answer => answer.Step == id).Result;

    public async Task StopAsync()
    {
        foreach (var service in Services.GetServices<IHostedService>()) await service.StopAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Services.DisposeAsync();
    }

    private sealed class EarlierTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - TimeSpan.FromMinutes(10);
    }

    private sealed class MadeUp(Action<NodeReport> say) : INodeFacts
    {
        public void AddTo(NodeReport report) => say(report);
    }
}
