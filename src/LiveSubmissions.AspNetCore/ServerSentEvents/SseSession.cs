using LiveSubmissions.AspNetCore.Following;
using LiveSubmissions.AspNetCore.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.AspNetCore.ServerSentEvents;

/// <summary>An event stream from its headers to its end.</summary>
internal sealed class SseSession(HttpContext http, SseWriter writer, TimeSpan closeTimeout, TimeProvider time, ILogger logger)
    : ClientSession(SubmissionEventsEndpoint.EndpointName, closeTimeout, time, logger)
{
    /// <remarks>A client says nothing but that it is gone. The token, and with it the registration, ends with the request.</remarks>
    protected override Task WatchAsync()
    {
        http.RequestAborted.UnsafeRegister(static session => ((SseSession)session!).End(null), this);
        return Task.CompletedTask;
    }

    /// <summary>The last event and the body's end. Nobody answers: who has not taken them in time is cut, lest the connection outlives the host.</summary>
    protected override async Task SayWhyAsync(CloseCode code, CancellationToken deadline)
    {
        await writer.WriteAsync(SseBlocks.Close(code, isFirst: !writer.HasWritten)).ConfigureAwait(false);
        await http.Response.CompleteAsync().ConfigureAwait(false);
        await writer.UntilSentAsync(deadline).ConfigureAwait(false);
    }

    protected override bool IsGone(Exception exception) => exception is IOException || http.RequestAborted.IsCancellationRequested;

    protected override void Cut() => http.Abort();
}
