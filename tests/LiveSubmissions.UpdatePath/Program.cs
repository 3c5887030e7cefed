// Delivers one update over a real WebSocket and prints the numbers of the source files that took part. The first argument is the address of a Redis server; none: in memory.
using System.Net.WebSockets;
using System.Text;
using LiveSubmissions;
using LiveSubmissions.UpdatePath;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
var builder = WebApplication.CreateBuilder();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Logging.ClearProviders();
var added = builder.Services.AddLiveSubmissions(static options =>
{
    // Nothing else is to happen while the update is on its way.
    options.Feed.RecheckInterval = TimeSpan.FromMinutes(2);
    options.Feed.HeartbeatInterval = TimeSpan.FromMinutes(5);
});
if (args.Length > 0) added.AddRedis(args[0]);
added.AddWebEndpoints();

// It reports at times of its own.
builder.Services.Remove(builder.Services.Single(static service => service.ImplementationType?.Name == "NodeReporter"));
await using var app = builder.Build();
app.MapLiveSubmissions();
await app.StartAsync(deadline.Token);

var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
using var client = new ClientWebSocket();
client.Options.AddSubProtocol("live-submissions.v1");
await client.ConnectAsync(new Uri(address.Replace("http", "ws", StringComparison.Ordinal) + "/ws/problems/1/submissions/"), deadline.Token);
var broadcaster = app.Services.GetRequiredService<ISubmissionBroadcaster>();

// What is made once is made before: the connection, the lane, the bytes' pool.
for (var revision = 1; revision <= 3; revision++) await DeliverAsync(revision);
Recorder.Start();
await DeliverAsync(4);
Recorder.Stop();
Console.WriteLine(string.Join(' ', Recorder.Files));
await app.StopAsync(deadline.Token);

async Task DeliverAsync(long revision)
{
    var result = await broadcaster.BroadcastAsync(
        new SubmissionUpdate { ProblemId = 1, SubmissionId = 42, Status = SubmissionStatus.Evaluating, Revision = revision, Metrics = new() { ["accuracy"] = 0.95 } }, deadline.Token);
    if (result.Outcome != BroadcastOutcome.Accepted) throw new InvalidOperationException($"The update was {result.Outcome}: {result.Reason}");
    while (!(await ReceiveAsync()).Contains($"\"revision\":{revision},", StringComparison.Ordinal))
    {
        // The hello comes first.
    }
}

async Task<string> ReceiveAsync()
{
    var buffer = new byte[4096];
    var received = await client.ReceiveAsync(buffer, deadline.Token);
    return Encoding.UTF8.GetString(buffer, 0, received.Count);
}
