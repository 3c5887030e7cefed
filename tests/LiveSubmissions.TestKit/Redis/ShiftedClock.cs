namespace LiveSubmissions.TestKit.Redis;

/// <summary>What makes a process see another time than the machine's: libfaketime, which leaves the monotonic clock alone.</summary>
internal static class ShiftedClock
{
    /// <summary>The environment of a process whose clock is off.</summary>
    /// <param name="offset">By how much, for instance <c>-3s</c>.</param>
    public static async Task<IReadOnlyDictionary<string, string>> EnvironmentAsync(string offset) => new Dictionary<string, string>
    {
        // Where the library is differs between machines; its own wrapper knows. The C library comes right after it, so that memory is its and
        // not jemalloc's: the latter asks for the time before libfaketime is ready, which asks for memory to get ready.
        ["LD_PRELOAD"] = await CommandLine.ReadAsync("faketime", ["-m", "-f", offset, "printenv", "LD_PRELOAD"]) + " libc.so.6",
        ["FAKETIME"] = offset,
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
    };
}
