using LiveSubmissions.Log;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Contracts;

/// <summary>Appends into whichever log there is.</summary>
public static class TransportAppends
{
    public static ValueTask<AppendResult> AppendAsync(
        this ISubmissionTransport transport, SubmissionGroup group, SubmissionEntry entry, long broadcastAt, CancellationToken cancellationToken) =>
        transport.AppendAsync(group, entry, broadcastAt, origin: null, cancellationToken);
}
