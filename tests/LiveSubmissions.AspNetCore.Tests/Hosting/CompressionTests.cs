using System.Net;
using LiveSubmissions.AspNetCore.Tests.Polling;
using LiveSubmissions.AspNetCore.Tests.SignalR;
using LiveSubmissions.TestKit.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.ResponseCompression;

namespace LiveSubmissions.AspNetCore.Tests.Hosting;

/// <summary>Compression collects what it compresses: a stream's events would come late, and its client would take itself for live.</summary>
public sealed class CompressionTests
{
    private static readonly HttpClient Http = new() { Timeout = WireClient.Deadline };

    [Fact]
    public async Task An_event_stream_is_not_compressed_by_the_host_and_tells_proxies_not_to()
    {
        await using var web = await StartAsync();
        using var answer = await AskAsync(web.Events(since: "0"));
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());

        Says(answer);
        await LineAsync(reader, "event: hello");
        for (var id = 1; id <= 3; id++)
        {
            await web.SayAsync(id, SubmissionStatus.Queued);
            await LineAsync(reader, "event: submission_update");
        }
    }

    [Fact]
    public async Task Nor_is_one_that_is_refused()
    {
        await using var web = await StartAsync();
        using var answer = await AskAsync(web.Events("a b"));

        Says(answer);
    }

    [Fact]
    public async Task Nor_are_the_hubs_streams()
    {
        var answers = new List<HttpResponseMessage>();
        await using var web = await StartAsync();
        await using var connection = await web.ConnectHubAsync(transports: HttpTransportType.ServerSentEvents, configure: options =>
            options.HttpMessageHandlerFactory = inner =>
            {
                ((HttpClientHandler)inner).AutomaticDecompression = DecompressionMethods.All;
                return new Recording(inner, answers);
            });
        await using var stream = await connection.FollowAsync(1);
        await web.SayAsync(1, SubmissionStatus.Queued);
        await stream.CountAsync(2);

        lock (answers) Says(Assert.Single(answers, static answer => answer.Content.Headers.ContentType?.MediaType == "text/event-stream"));
    }

    [Fact]
    public async Task A_poll_may_be_compressed_since_it_is_whole()
    {
        await using var web = await StartAsync();

        var poll = await Poller.AskAsync(web.Changes("?since=0"), configure: static request => request.Headers.Add("Accept-Encoding", "gzip"));

        Assert.Equal("gzip", Assert.Single(poll.Answer.Content.Headers.ContentEncoding));
    }

    private static void Says(HttpResponseMessage answer)
    {
        Assert.Equal("identity", Assert.Single(answer.Content.Headers.ContentEncoding));
        Assert.True(answer.Headers.CacheControl is { NoTransform: true, NoCache: true, NoStore: true }, $"{answer.Headers.CacheControl}");
        Assert.Equal("no", Assert.Single(answer.Headers.GetValues("X-Accel-Buffering")));
    }

    private static Task<WebSide> StartAsync() => EverySide.StartAsync(
        static builder => builder.Services.AddResponseCompression(static options =>
            options.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "text/event-stream"]),
        static app => app.UseResponseCompression());

    private static async Task<HttpResponseMessage> AskAsync(Uri address)
    {
        using var get = new HttpRequestMessage(HttpMethod.Get, address);
        get.Headers.Add("Accept-Encoding", "gzip, br");
        return await Http.SendAsync(get, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async Task LineAsync(StreamReader reader, string expected)
    {
        using var deadline = new CancellationTokenSource(WireClient.Deadline);
        while (await reader.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line == expected) return;
        }

        Assert.Fail($"The stream ended before '{expected}'.");
    }

    private sealed class Recording(HttpMessageHandler inner, List<HttpResponseMessage> answers) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            lock (answers) answers.Add(answer);
            return answer;
        }
    }
}
