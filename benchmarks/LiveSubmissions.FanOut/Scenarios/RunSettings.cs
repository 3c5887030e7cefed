namespace LiveSubmissions.FanOut.Scenarios;

/// <summary>What holds for a whole run.</summary>
/// <param name="ServerArguments">Passed through to the servers.</param>
/// <param name="SpinsAsByDefault">Idle threads of the servers' pools spin, as they do where a host sets nothing.</param>
internal sealed record RunSettings(IReadOnlyList<string> ServerArguments, bool SpinsAsByDefault)
{
    /// <summary>What the two servers are started with alike.</summary>
    public IReadOnlyDictionary<string, string> ServerEnvironment { get; } = SpinsAsByDefault
        ? new Dictionary<string, string>()
        : new Dictionary<string, string>
        {
            // Threads that spin while they wait for work take the cores, where there are few, from those that have some.
            ["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0",
        };

    /// <summary>What publishers and load clients are started with: they are not what is measured, and are to take little.</summary>
    public static IReadOnlyDictionary<string, string> WorkerEnvironment { get; } = new Dictionary<string, string>
    {
        ["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0",
        ["DOTNET_gcServer"] = "0",
    };
}
