using LiveSubmissions.AspNetCore.Wire;

namespace LiveSubmissions.AspNetCore.Following;

/// <summary>The only thing that writes to a client of an endpoint that stays connected, one call at a time.</summary>
internal interface IClientWriter
{
    /// <summary>Whether what was written is on its way, as far as one needs to know.</summary>
    bool IsSent { get; }

    /// <summary>Waits until it is: what is read only then is the newest.</summary>
    ValueTask UntilSentAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Writes messages. Complete at once as long as the client reads; else when it has read enough, however long that takes: a slow reader
    /// waits here and costs nothing more.
    /// </summary>
    ValueTask WriteAsync(WireMessages messages);
}
