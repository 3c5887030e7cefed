using System.Text.Json.Nodes;
using LiveSubmissions.Contracts;
using LiveSubmissions.Feed;
using LiveSubmissions.TestKit.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace LiveSubmissions.AspNetCore.Tests.Hosting;

/// <summary>A web application as a user writes it, on a real Kestrel with the real feed over the in-memory log.</summary>
internal sealed class WebSide : IAsyncDisposable
{
    private WebSide(WebApplication app) => App = app;

    public WebApplication App { get; }

    public Uri Address => new(App.Urls.Single());

    public ISubmissionBroadcaster Broadcaster => App.Services.GetRequiredService<ISubmissionBroadcaster>();

    /// <summary>The web side's log lines.</summary>
    public IEnumerable<FakeLogRecord> Logs => App.Services.GetFakeLogCollector().GetSnapshot()
        .Where(static record => record.Category?.StartsWith("LiveSubmissions.AspNetCore", StringComparison.Ordinal) == true);

    /// <summary>How many clients have been attached so far.</summary>
    public int Attached => Logs.Count(static record => record.Id.Id == 3002);

    public static async Task<WebSide> StartAsync(
        Action<LiveSubmissionsOptions>? options = null,
        Action<WebEndpointsOptions>? web = null,
        Action<ILiveSubmissionsBuilder>? add = null,
        Action<WebApplicationBuilder>? build = null,
        Action<WebApplication>? map = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddFakeLogging().SetMinimumLevel(LogLevel.Debug);
        var live = builder.Services.AddLiveSubmissions(options).AddWebEndpoints(web);
        add?.Invoke(live);
        build?.Invoke(builder);
        var app = builder.Build();
        if (map is null) app.MapLiveSubmissions();
        else map(app);
        await app.StartAsync();
        return new WebSide(app);
    }

    public Uri Socket(string problem = "1", string? since = null, string end = "/") =>
        new(Address, $"/ws/problems/{problem}/submissions{end}{(since is null ? "" : $"?since={since}")}");

    /// <summary>The event stream of a problem, or of one of its submissions.</summary>
    public Uri Events(string problem = "1", string? submission = null, string? since = null) => new(
        Address, $"/sse/problems/{problem}/submissions/{(submission is null ? "" : submission + "/")}{(since is null ? "" : $"?since={since}")}");

    /// <summary>The polling address of a problem, or of one of its submissions.</summary>
    /// <param name="query">With its question mark.</param>
    public Uri Changes(string query = "", string problem = "1", string? submission = null) =>
        new(Address, $"/problems/{problem}/submissions/{(submission is null ? "" : submission + "/")}changes{query}");

    /// <summary>Connects, and returns once what the log accepts from now on will reach the client.</summary>
    public async Task<WireClient> ConnectAsync(
        string? subprotocol = null, string problem = "1", string? since = null, int? receiveBufferBytes = null, TimeSpan? pingInterval = null)
    {
        var before = Attached;
        var client = await WireClient.ConnectAsync(Socket(problem, since), subprotocol, receiveBufferBytes: receiveBufferBytes, configure: options =>
        {
            if (pingInterval is not { } interval) return;
            options.KeepAliveInterval = interval;
            options.KeepAliveTimeout = WireClient.Deadline;
        });
        await Eventually.TrueAsync(() => Attached > before, "the client is attached");
        return client;
    }

    public async Task<FeedPosition> PositionAsync(ProblemId? problem = null)
    {
        var group = App.Services.GetRequiredService<ISubmissionGroupNaming>().ForProblem(problem ?? 1);
        return await App.Services.GetRequiredService<ISubmissionFeed>().GetPositionAsync(group);
    }

    /// <summary>Broadcasts for problem 1 and returns where the log holds it.</summary>
    public async Task<FeedPosition> SayAsync(
        SubmissionId submission, SubmissionStatus status, JsonObject? metrics = null, long? revision = null, double? progress = null)
    {
        var result = await Broadcaster.BroadcastAsync(1, submission, status, metrics, revision, progress);
        Assert.True(result.Outcome == BroadcastOutcome.Accepted, $"{result.Outcome}: {result.Reason}");
        return result.Position!.Value;
    }

    public async ValueTask DisposeAsync() => await App.DisposeAsync();
}
