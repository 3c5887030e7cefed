using System.Runtime.InteropServices;

namespace LiveSubmissions.FanOut.Machine;

/// <summary>How many files, connections among them, a process may have open.</summary>
internal static partial class FileLimit
{
    private const int OpenFiles = 7;

    /// <summary>Raises this process's limit, which its children inherit, as far as it may.</summary>
    public static void Raise()
    {
        if (GetLimit(OpenFiles, out var limit) != 0) return;
        limit.Soft = limit.Hard;
        _ = SetLimit(OpenFiles, in limit);
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public nuint Soft;
        public nuint Hard;
    }
}
