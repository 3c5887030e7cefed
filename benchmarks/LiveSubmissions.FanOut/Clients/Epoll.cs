using System.ComponentModel;
using System.Runtime.InteropServices;

namespace LiveSubmissions.FanOut.Clients;

/// <summary>Linux's own readiness queue, level-triggered: for thousands of sockets on one thread, nothing is lighter.</summary>
internal sealed partial class Epoll : IDisposable
{
    private const int Readable = 0x001;
    private const int Add = 1;
    private const int Remove = 2;
    private const int Room = 512;
    private const int Interrupted = 4;

    // struct epoll_event { uint32_t events; uint64_t data; } is packed on x64 and nowhere else.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int Stride = DataOffset + 8;

    private readonly byte[] _events = new byte[Room * 16];
    private readonly int _descriptor = Check(Create(0));

    /// <summary>Watches a socket for bytes to read.</summary>
    /// <param name="descriptor">The socket's.</param>
    /// <param name="id">How <see cref="Poll"/> names it.</param>
    public void Watch(int descriptor, int id)
    {
        Span<byte> entry = stackalloc byte[16];
        BitConverter.TryWriteBytes(entry, Readable);
        BitConverter.TryWriteBytes(entry[DataOffset..], (long)id);
        Check(Control(_descriptor, Add, descriptor, ref MemoryMarshal.GetReference(entry)));
    }

    public void Forget(int descriptor)
    {
        Span<byte> entry = stackalloc byte[16];
        Check(Control(_descriptor, Remove, descriptor, ref MemoryMarshal.GetReference(entry)));
    }

    /// <summary>Looks which sockets have something to read, of so many as there is room for; others come with the next look.</summary>
    /// <returns>How many there are; <see cref="Id"/> says which.</returns>
    public int Poll()
    {
        var count = Wait(_descriptor, ref _events[0], Room, milliseconds: 0);
        return count < 0 && Marshal.GetLastPInvokeError() == Interrupted ? 0 : Check(count);
    }

    public int Id(int index) => (int)BitConverter.ToInt64(_events, (index * Stride) + DataOffset);

    public void Dispose() => _ = Close(_descriptor);

    private static int Check(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(int epoll, int operation, int descriptor, ref byte entry);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int Wait(int epoll, ref byte events, int room, int milliseconds);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
