using System.IO.Pipelines;
using LiveSubmissions.AspNetCore.Following;
using LiveSubmissions.AspNetCore.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.AspNetCore.ServerSentEvents;

/// <summary>An event stream from its headers to its end.</summary>
internal sealed class SseSession(HttpContext http, SseWriter writer, TimeSpan closeTimeout, TimeProvider time, ILogger logger)
    : ClientSession(SubmissionEventsEndpoint.EndpointName, closeTimeout, time, logger)
{
    /// <remarks>The client of an event stream sends nothing; the server only sees that it is gone. The registration ends with the request.</remarks>
    protected override Task WatchAsync()
    {
        http.RequestAborted.UnsafeRegister(static session => ((SseSession)session!).End(null), this);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Writes the last event and the end of the body. The client does not answer, so this waits until the bytes are sent. If they are not sent by the deadline,
    /// the connection is cut; otherwise it could live longer than the host.
    /// </summary>
    protected override async Task WriteCloseAsync(CloseCode code, CancellationToken deadline)
    {
        await writer.WriteAsync(SseEncoding.Close(code, isFirst: !writer.HasWritten)).ConfigureAwait(false);
        await http.Response.CompleteAsync().ConfigureAwait(false);
        await writer.UntilSentAsync(deadline).ConfigureAwait(false);
    }

    protected override bool IsGone(Exception exception) => exception is IOException || http.RequestAborted.IsCancellationRequested;

    protected override void Cut() => http.Abort();
}

/// <summary>Writes to the body of an event stream.</summary>
internal sealed class SseWriter(PipeWriter body, SendBacklog backlog) : IClientWriter
{
    /// <summary>Whether anything was written.</summary>
    public bool HasWritten { get; private set; }

    public bool IsSent => backlog.IsSent;

    public ValueTask UntilSentAsync(CancellationToken cancellationToken) => backlog.UntilSentAsync(cancellationToken);

    public async ValueTask WriteAsync(WireMessages messages)
    {
        for (var i = 0; i < messages.Count; i++)
        {
            HasWritten = true;
            backlog.Add(messages[i].Length);

            // Copies the bytes into the connection's buffer and flushes. It completes when the buffer is below its limit.
            await body.WriteAsync(messages[i], CancellationToken.None).ConfigureAwait(false);
        }
    }
}
