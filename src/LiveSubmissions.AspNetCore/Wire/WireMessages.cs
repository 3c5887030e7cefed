using LiveSubmissions.AspNetCore.WebSockets;

namespace LiveSubmissions.AspNetCore.Wire;

/// <summary>Messages in UTF-8 as they go on the wire, each one text frame. Made once, shared by all connections, never changed.</summary>
internal sealed class WireMessages
{
    private readonly ReadOnlyMemory<byte>[] _texts;
    private byte[]? _frames;

    public WireMessages(params ReadOnlyMemory<byte>[] texts) => _texts = texts;

    public static WireMessages None { get; } = new();

    public int Count => _texts.Length;

    public ReadOnlyMemory<byte> this[int index] => _texts[index];

    /// <summary>All of them as text frames of a WebSocket, made on the first call. Threads that come at once may each make them: they are the same.</summary>
    public ReadOnlyMemory<byte> Frames => _frames ??= TextFrames.Create(_texts);
}
