using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using LiveSubmissions.FanOut.Machine;

namespace LiveSubmissions.FanOut.Clients;

/// <summary>
/// A connection whose bytes are read by a bare system call: .NET's own way keeps more per socket, and costs more per read. The call also tells when the
/// bytes came, which is earlier than when this process got round to them.
/// </summary>
internal sealed unsafe partial class RawSocket : IDisposable
{
    private const int DoNotWait = 0x40;
    private const int TryAgain = 11;

    // <asm-generic/socket.h>: the kernel notes when data came, and tells it with the data, by the wall clock.
    private const int SocketLevel = 1;
    private const int TimestampNanoseconds = 35;

    private readonly Socket _socket;

    public RawSocket(int port)
    {
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        // Closing cuts it: a port that waits for the last packets of thousands of closed connections is not there for the next thousands.
        _socket.LingerState = new LingerOption(true, 0);
        _socket.SetRawSocketOption(SocketLevel, TimestampNanoseconds, BitConverter.GetBytes(1));
        _socket.Connect(IPAddress.Loopback, port);
        Descriptor = (int)_socket.Handle;
    }

    public int Descriptor { get; }

    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[_socket.Send(bytes)..];
    }

    /// <param name="buffer">Where the bytes go.</param>
    /// <param name="came">When the last of them came to this socket, in nanoseconds of the wall clock; 0 if the kernel does not tell.</param>
    /// <returns>How many bytes came; 0 if the server has ended the connection; less if there are none now.</returns>
    public int Receive(Span<byte> buffer, out long came)
    {
        var told = default(Control);
        nint count;
        fixed (byte* bytes = buffer)
        {
            var place = new Place { Bytes = bytes, Length = (nuint)buffer.Length };
            var message = new Message { Places = &place, PlaceCount = 1, Control = &told, ControlLength = (nuint)sizeof(Control) };
            count = Receive(Descriptor, ref message, DoNotWait);
        }

        came = told is { Level: SocketLevel, Type: TimestampNanoseconds } ? (told.Seconds * Clock.Second) + told.Nanoseconds : 0;
        if (count >= 0) return (int)count;
        return Marshal.GetLastPInvokeError() == TryAgain ? -1 : 0;
    }

    public void Dispose() => _socket.Dispose();

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static partial nint Receive(int descriptor, ref Message message, int flags);

    /// <summary>struct iovec.</summary>
    private struct Place
    {
        public byte* Bytes;
        public nuint Length;
    }

    /// <summary>struct msghdr.</summary>
    private struct Message
    {
        public void* Name;
        public uint NameLength;
        public Place* Places;
        public nuint PlaceCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary>struct cmsghdr, and the struct timespec that it holds.</summary>
    private struct Control
    {
        public nuint Length;
        public int Level;
        public int Type;
        public long Seconds;
        public long Nanoseconds;
    }
}
