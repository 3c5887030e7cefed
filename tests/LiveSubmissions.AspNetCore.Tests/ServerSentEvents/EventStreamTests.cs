using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.AspNetCore.Tests.Protocol;
using LiveSubmissions.Contracts;
using LiveSubmissions.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Snapshooter.Xunit;

namespace LiveSubmissions.AspNetCore.Tests.ServerSentEvents;

public sealed class EventStreamTests
{
    [Fact]
    public async Task The_answer_is_an_event_stream_that_nobody_keeps()
    {
        await using var web = await WebSide.StartAsync();
        await using var stream = await EventStream.OpenAsync(web.Events());

        Assert.Equal(HttpStatusCode.OK, stream.Answer.StatusCode);
        Assert.Equal("text/event-stream", stream.Answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-store, no-transform, no-cache", stream.Answer.Headers.CacheControl!.ToString());
        Assert.Equal("no", stream.Answer.Headers.GetValues("X-Accel-Buffering").Single());
    }

    [Fact]
    public async Task Everything_that_an_evaluation_shows()
    {
        await using var web = await WebSide.StartAsync();
        await using var lost = await EventStream.OpenAsync(web.Events(since: "another-log:17"));
        List<string> transcript = [await lost.ReadAsync(), await lost.ReadAsync()];

        await Say(42, SubmissionStatus.Queued, revision: 1);
        await Say("a-slug", "wrong_answer", new JsonObject { ["error"] = "line 3:\n\"é\"" });
        await Say(42, SubmissionStatus.Accepted, new JsonObject { ["accuracy"] = 0.95 }, 3, 1);
        await using var late = await EventStream.OpenAsync(web.Events(since: "0"));
        transcript.AddRange([await late.ReadAsync(), await late.ReadAsync(), await late.ReadAsync()]);

        Snapshot.Match(string.Join("\n\n", transcript.Select(ProtocolPage.Normalise)));

        async Task Say(SubmissionId submission, SubmissionStatus status, JsonObject? metrics = null, long? revision = null, double? progress = null)
        {
            await web.SayAsync(submission, status, metrics, revision, progress);
            transcript.Add(await lost.ReadAsync());
        }
    }

    [Fact]
    public async Task The_first_block_says_the_clients_position_as_its_id_and_when_to_come_back()
    {
        await using var web = await WebSide.StartAsync();
        var position = await web.SayAsync(1, SubmissionStatus.Queued);
        await using var stream = await EventStream.OpenAsync(web.Events());

        Assert.Equal(
            $$"""
            retry: 3000
            event: hello
            id: {{position}}
            data: {"type":"hello","position":"{{position}}","resumed":false,"complete":true,"heartbeat_seconds":10,"sent":0}
            """,
            Untimed(await stream.ReadAsync()));
    }

    [Fact]
    public async Task Each_updates_id_is_its_own_position()
    {
        await using var web = await WebSide.StartAsync();
        await using var stream = await EventStream.OpenAsync(web.Events());
        await stream.ReadAsync();

        var position = await web.SayAsync(42, SubmissionStatus.Queued);

        var lines = (await stream.ReadAsync()).Split('\n');
        Assert.Equal(["event: submission_update", $"id: {position}"], lines[..2]);
        Assert.StartsWith("data: {\"type\":\"submission_update\",\"submission_id\":42,", lines[2], StringComparison.Ordinal);
        Assert.EndsWith($",\"sequence\":{position.Sequence}}}", lines[2], StringComparison.Ordinal);
        Assert.Equal(3, lines.Length);
    }

    [Fact]
    public async Task While_nothing_happens_a_heartbeat_says_where_the_client_stands()
    {
        await using var web = await WebSide.StartAsync(static options => options.Feed.HeartbeatInterval = TimeSpan.FromMilliseconds(100));
        var position = await web.SayAsync(1, SubmissionStatus.Queued);
        await using var stream = await EventStream.OpenAsync(web.Events());
        await stream.ReadAsync();

        var heartbeat =
            $$"""
            : heartbeat
            event: heartbeat
            id: {{position}}
            data: {"type":"heartbeat","position":"{{position}}","verified":true,"sent":0}
            """;
        Assert.Equal(heartbeat, Untimed(await stream.ReadAsync()));
        Assert.Equal(heartbeat, Untimed(await stream.ReadAsync()));
    }

    [Fact]
    public async Task Hello_and_heartbeats_say_when_they_are_sent_each_its_own_time_so_that_a_client_sees_what_was_held_back()
    {
        await using var web = await WebSide.StartAsync(static options => options.Feed.HeartbeatInterval = TimeSpan.FromMilliseconds(100));
        var before = Environment.TickCount64;
        await using var first = await EventStream.OpenAsync(web.Events());
        var hello = SentOf(await first.ReadAsync());
        var heartbeat = SentOf(await first.ReadAsync());
        var next = SentOf(await first.ReadAsync());

        // The same position, and everything else that a hello says.
        await using var second = await EventStream.OpenAsync(web.Events());
        var helloAgain = SentOf(await second.ReadAsync());

        Assert.True(before <= hello && hello <= heartbeat && heartbeat < next, $"{before} {hello} {heartbeat} {next}");
        Assert.True(next <= helloAgain, $"{next} {helloAgain}");
    }

    [Fact]
    public async Task A_server_that_is_not_sure_says_so_right_after_hello()
    {
        await using var web = await WebSide.StartAsync(add: static live => live.Services
            .AddSingleton<InterruptibleTransport>()
            .AddSingleton<ISubmissionTransport>(static services => services.GetRequiredService<InterruptibleTransport>()));
        var position = await web.SayAsync(1, SubmissionStatus.Queued);
        await using var early = await EventStream.OpenAsync(web.Events());
        await early.ReadAsync();
        web.App.Services.GetRequiredService<InterruptibleTransport>().Cut();

        await using var stream = await EventStream.OpenAsync(web.Events());

        Assert.Contains("event: hello", await stream.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal(
            $": heartbeat\nevent: heartbeat\nid: {position}\ndata: {{\"type\":\"heartbeat\",\"position\":\"{position}\",\"verified\":false,\"sent\":0}}",
            Untimed(await stream.ReadAsync()));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("HEAD")]
    [InlineData("PUT")]
    public async Task Only_get_is_understood(string method)
    {
        await using var web = await WebSide.StartAsync();
        using var http = new HttpClient();
        using var answer = await http.SendAsync(new HttpRequestMessage(new HttpMethod(method), web.Events()));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    [Fact]
    public async Task Without_the_last_slash_it_is_the_same()
    {
        await using var web = await WebSide.StartAsync();
        await using var stream = await EventStream.OpenAsync(new Uri(web.Address, "/sse/problems/1/submissions"));

        Assert.Contains("event: hello", await stream.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_http2_it_works_too()
    {
        await using var web = await WebSide.StartAsync(build: static builder =>
            builder.WebHost.ConfigureKestrel(static kestrel => kestrel.ConfigureEndpointDefaults(static listen => listen.Protocols = HttpProtocols.Http2)));
        await using var stream = await EventStream.OpenAsync(web.Events(), configure: static request =>
        {
            request.Version = HttpVersion.Version20;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        });
        Assert.Contains("event: hello", await stream.ReadAsync(), StringComparison.Ordinal);

        await web.SayAsync(42, SubmissionStatus.Queued);

        Assert.Contains("\"submission_id\":42", await stream.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_compresses_everything_holds_nothing_back()
    {
        await using var web = await WebSide.StartAsync(
            build: static builder => builder.Services.AddResponseCompression(static options => options.MimeTypes = ["text/event-stream"]),
            map: static app =>
            {
                app.UseResponseCompression();
                app.MapLiveSubmissions();
            });
        await using var stream = await EventStream.OpenAsync(web.Events(), configure: static request => request.Headers.Add("Accept-Encoding", "gzip"));

        Assert.Contains("event: hello", await stream.ReadAsync(), StringComparison.Ordinal);
        await web.SayAsync(42, SubmissionStatus.Queued);
        Assert.Contains("\"submission_id\":42", await stream.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_leaves_is_no_error_and_ends_its_connection()
    {
        await using var web = await WebSide.StartAsync();
        var stream = await EventStream.OpenAsync(web.Events());
        await stream.ReadAsync();

        await stream.DisposeAsync();

        await Eventually.TrueAsync(() => web.Logs.Any(static record => record.Id.Id == 3004), "the connection ends");
        Assert.DoesNotContain(web.App.Services.GetFakeLogCollector().GetSnapshot(), static record => record.Level >= LogLevel.Warning);
    }

    private static string Untimed(string block) => Regex.Replace(block, "\"sent\":\\d+", "\"sent\":0");

    private static long SentOf(string block) => long.Parse(Regex.Match(block, "\"sent\":(\\d+)").Groups[1].Value, CultureInfo.InvariantCulture);
}
