using LiveSubmissions.Transport;

namespace LiveSubmissions.Broadcasting;

/// <summary>For what and how long a broadcast waits.</summary>
internal sealed record BroadcastWait(ISubmissionTransport Transport, TimeSpan Timeout, TimeProvider Time)
{
    private volatile bool _isStopped;

    /// <summary>Whether the broadcaster is stopped: what is not sent by now, nobody sends later.</summary>
    public bool IsStopped => _isStopped;

    public void Stop() => _isStopped = true;
}
