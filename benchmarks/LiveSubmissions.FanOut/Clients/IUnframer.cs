namespace LiveSubmissions.FanOut.Clients;

/// <summary>Takes a wire's framing off, whatever the reads have cut it into.</summary>
internal interface IUnframer
{
    /// <param name="bytes">The next bytes from the socket.</param>
    /// <param name="to">Gets the payload.</param>
    void Feed(ReadOnlySpan<byte> bytes, LoadConnection to);
}
