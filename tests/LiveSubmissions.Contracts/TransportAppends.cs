using LiveSubmissions.Log;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Contracts;

/// <summary>Appends into whichever log there is.</summary>
public static class TransportAppends
{
    public static ValueTask<AppendResult> AppendAsync(
        this ISubmissionTransport transport, SubmissionGroup group, SubmissionEntry entry, long givenAt, CancellationToken cancellationToken) =>
        transport.AppendAsync(group, entry, givenAt, origin: null, cancellationToken);
}
