namespace LiveSubmissions.FanOut.Scenarios;

/// <summary>What holds for a whole run.</summary>
/// <param name="ServerArguments">Passed through to the servers.</param>
/// <param name="AllSpin">Idle threads of all servers' pools spin, as they do where a host sets nothing.</param>
internal sealed record RunSettings(IReadOnlyList<string> ServerArguments, bool AllSpin)
{
    // Threads that spin while they wait for work take the cores, where there are few, from those that have some.
    private const string SpinLimit = "DOTNET_ThreadPool_UnfairSemaphoreSpinLimit";

    /// <summary>What publishers and load clients are started with: they are not what is measured, and are to take little.</summary>
    public static IReadOnlyDictionary<string, string> WorkerEnvironment { get; } = new Dictionary<string, string>
    {
        [SpinLimit] = "0",
        ["DOTNET_gcServer"] = "0",
    };

    /// <summary>What a server is started with.</summary>
    public IReadOnlyDictionary<string, string> ServerEnvironment(Subject subject) =>
        AllSpin || subject.Spins ? new Dictionary<string, string>() : new Dictionary<string, string> { [SpinLimit] = "0" };
}
