using System.Diagnostics.Metrics;
using LiveSubmissions.AspNetCore.Answers;
using LiveSubmissions.AspNetCore.Following;
using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.AspNetCore.Tests.SignalR;
using LiveSubmissions.Contracts;
using LiveSubmissions.Diagnostics.Nodes;
using LiveSubmissions.TestKit.Wire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace LiveSubmissions.AspNetCore.Tests.Doctor;

public sealed class ClientFactsTests
{
    private static readonly HttpClient Http = new();

    [Fact]
    public async Task Clients_of_every_endpoint_are_counted_until_they_leave()
    {
        await using var web = await WebSide.StartAsync();
        var socket = await web.ConnectAsync(WireClient.V1);
        using var leave = new CancellationTokenSource();
        using var stream = await Http.GetAsync(web.Events(), HttpCompletionOption.ResponseHeadersRead);
        var poll = Http.GetAsync(web.Changes("?wait=20"), leave.Token);
        var hub = await web.ConnectHubAsync();
        await UntilConnectedAsync(web, 4);

        await hub.DisposeAsync();
        await UntilConnectedAsync(web, 3);
        stream.Dispose();
        await UntilConnectedAsync(web, 2);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
        await UntilConnectedAsync(web, 1);
        await socket.DisposeAsync();
        await UntilConnectedAsync(web, 0);
    }

    [Fact]
    public async Task The_meter_tells_the_endpoints_apart()
    {
        await using var web = await WebSide.StartAsync();
        var meters = web.App.Services.GetRequiredService<IMeterFactory>();
        var now = new Dictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, collector) =>
        {
            if (instrument.Name == "live_submissions.connections" && ReferenceEquals(instrument.Meter.Scope, meters)) collector.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, change, tags, _) =>
        {
            lock (now) now[(string)tags[0].Value!] = now.GetValueOrDefault((string)tags[0].Value!) + change;
        });
        listener.Start();

        await using (await web.ConnectAsync())
        {
            await Eventually.TrueAsync(() => { lock (now) return now.GetValueOrDefault("websocket") == 1; }, "the socket is counted");
        }

        await Eventually.TrueAsync(() => { lock (now) return now["websocket"] == 0; }, "the socket has left");
    }

    [Fact]
    public async Task A_client_that_does_not_take_what_is_written_is_slow_until_it_does()
    {
        var time = new FakeTimeProvider();
        using var registry = new ClientRegistry(time);
        using var client = registry.Connect("WebSocket");
        using var other = registry.Connect("SSE");
        var taking = new TaskCompletionSource();
        var wait = client.WaitForAsync(new ValueTask(taking.Task)).AsTask();

        Assert.Equal(new ClientFacts(2, 0), Facts(registry));
        time.Advance(ClientRegistry.SlowAfter);
        Assert.Equal(new ClientFacts(2, 1), Facts(registry));
        taking.SetResult();
        await wait;
        Assert.Equal(new ClientFacts(2, 0), Facts(registry));
    }

    [Fact]
    public async Task Every_answer_of_an_endpoint_names_the_node_that_reports_itself()
    {
        await using var web = await WebSide.StartAsync();
        var identity = web.App.Services.GetRequiredService<NodeIdentity>();
        foreach (var address in new[] { web.Socket(), web.Changes(), web.Changes("?wait=many"), web.Events() })
        {
            using var answer = await Http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal(identity.Id, answer.Headers.GetValues(NodeHeader.Name).Single());
        }

        using var upgrade = new System.Net.WebSockets.ClientWebSocket();
        upgrade.Options.CollectHttpResponseDetails = true;
        await upgrade.ConnectAsync(new UriBuilder(web.Socket()) { Scheme = "ws" }.Uri, CancellationToken.None);
        Assert.Equal(identity.Id, upgrade.HttpResponseHeaders![NodeHeader.Name].Single());

        var survey = await web.App.Services.GetRequiredService<NodeDirectory>().AskAsync(null, null, CancellationToken.None);
        var report = Assert.Single(survey.Alive, node => node.Node == identity.Id);
        Assert.Contains("web", report.Roles);
        Assert.NotNull(report.Clients);
    }

    private static Task UntilConnectedAsync(WebSide web, int expected) => Eventually.TrueAsync(
        () => Facts(web.App.Services.GetRequiredService<ClientRegistry>()).Connected == expected, $"{expected} are connected");

    private static ClientFacts Facts(INodeFacts facts)
    {
        var report = new NodeReport();
        facts.AddTo(report);
        return report.Clients!;
    }
}
