namespace LiveSubmissions.Diagnostics;

/// <summary>A transport whose servers can be looked at.</summary>
internal interface ITransportInspector
{
    /// <summary>What each server says of itself.</summary>
    /// <exception cref="Transport.SubmissionTransportException">None answers.</exception>
    ValueTask<IReadOnlyList<TransportServer>> InspectAsync(CancellationToken cancellationToken);
}
