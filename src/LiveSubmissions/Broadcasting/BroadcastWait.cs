using LiveSubmissions.Transport;

namespace LiveSubmissions.Broadcasting;

/// <summary>For what and how long a broadcast waits.</summary>
internal sealed record BroadcastWait(ISubmissionTransport Transport, TimeSpan Timeout, TimeProvider Time);
