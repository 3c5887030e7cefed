namespace LiveSubmissions.Contracts.Endpoints;

/// <summary>The server closed the socket.</summary>
/// <param name="code">The close code; 1005 when there was none.</param>
/// <param name="reason">The sentence that came with it.</param>
public sealed class WireClosedException(int code, string reason) : Exception($"The server closed with {code}: {reason}")
{
    /// <summary>The close code; 1005 when there was none.</summary>
    public int Code { get; } = code;

    /// <summary>The sentence that came with it.</summary>
    public string Reason { get; } = reason;
}
