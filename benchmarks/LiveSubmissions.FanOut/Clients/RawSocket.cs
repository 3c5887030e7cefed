using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace LiveSubmissions.FanOut.Clients;

/// <summary>A connection whose bytes are read by a bare system call: .NET's own way keeps more per socket, and costs more per read.</summary>
internal sealed partial class RawSocket : IDisposable
{
    private const int DoNotWait = 0x40;
    private const int TryAgain = 11;

    private readonly Socket _socket;

    public RawSocket(int port)
    {
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        // Closing cuts it: a port that waits for the last packets of thousands of closed connections is not there for the next thousands.
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Connect(IPAddress.Loopback, port);
        Descriptor = (int)_socket.Handle;
    }

    public int Descriptor { get; }

    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[_socket.Send(bytes)..];
    }

    /// <returns>How many bytes came; 0 if the server has ended the connection; less if there are none now.</returns>
    public int Receive(Span<byte> buffer)
    {
        var count = (int)Receive(Descriptor, ref MemoryMarshal.GetReference(buffer), (nuint)buffer.Length, DoNotWait);
        if (count >= 0) return count;
        return Marshal.GetLastPInvokeError() == TryAgain ? -1 : 0;
    }

    public void Dispose() => _socket.Dispose();

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(int descriptor, ref byte buffer, nuint length, int flags);
}
