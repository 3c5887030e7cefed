using System.IO.Pipelines;
using LiveSubmissions.AspNetCore.Following;
using LiveSubmissions.AspNetCore.Wire;

namespace LiveSubmissions.AspNetCore.ServerSentEvents;

/// <summary>Writes to an event stream. How bytes get onto the wire is known here alone.</summary>
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

            // Copied into the connection's buffer and flushed: complete once the buffer is below its limit.
            await body.WriteAsync(messages[i], CancellationToken.None).ConfigureAwait(false);
        }
    }
}
