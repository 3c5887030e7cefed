using System.Net;
using LiveSubmissions.Contracts.Endpoints;

namespace LiveSubmissions.AspNetCore.Tests.Endpoints;

/// <summary>Server-sent events, read with an HttpClient.</summary>
internal sealed class SseEndpoint : WebEndpoint
{
    public override async Task<EndpointClient> OpenAsync(Uri address, EndpointRequest request)
    {
        var wire = new ClientWire(request.IsNarrow);
        var http = new HttpClient(wire.Handler, disposeHandler: false);
        using var get = new HttpRequestMessage(HttpMethod.Get, new Uri(address, $"/sse/{request.View.Route}/"));

        // As an EventSource says it that comes back. "0" is no id that one could have had.
        if (request.Since is "0") get.RequestUri = new Uri(get.RequestUri!, "?since=0");
        else if (request.Since is { } since) get.Headers.Add("Last-Event-ID", since);
        using var deadline = new CancellationTokenSource(EndpointClient.Deadline);
        var answer = await http.SendAsync(get, HttpCompletionOption.ResponseHeadersRead, deadline.Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.True(answer.Headers.CacheControl is { NoCache: true, NoStore: true }, "an event stream is not to be kept");
        Assert.Equal("no", Assert.Single(answer.Headers.GetValues("X-Accel-Buffering")));
        return new SseEndpointClient(answer, new StreamReader(await answer.Content.ReadAsStreamAsync(deadline.Token)), wire, request.Since is not null);
    }
}
