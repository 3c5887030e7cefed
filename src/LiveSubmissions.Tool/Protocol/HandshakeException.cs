namespace LiveSubmissions.Tool.Protocol;

/// <summary>A WebSocket could not be opened.</summary>
/// <param name="status">What the server answered in HTTP; 0 if it did not answer.</param>
/// <param name="inner">What the client says.</param>
internal sealed class HandshakeException(int status, Exception inner) : Exception(
    status == 0 ? inner.GetBaseException().Message : $"The server answered {status} instead of opening a WebSocket.", inner)
{
    public int Status { get; } = status;
}
