using System.Diagnostics;

namespace JudgeHost.Browser.Tests.Outages;

/// <summary>A browser of its own whose processes can all be stopped at once, as a machine that sleeps stops them.</summary>
public sealed class StoppableChromium : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private IReadOnlyList<string> _processes = [];

    public ChromiumFixture Chromium { get; } = new();

    public Task InitializeAsync() => Chromium.InitializeAsync();

    public async Task DisposeAsync()
    {
        await WakeAsync(); // What sleeps cannot be closed.
        await Chromium.DisposeAsync();
    }

    /// <summary>Stops its processes, network and all; whatever is then asked of the browser waits until it wakes.</summary>
    public async Task SleepAsync()
    {
        _processes = await Chromium.ProcessIdsAsync();
        await SignalAsync("STOP");
    }

    public async Task WakeAsync()
    {
        if (_processes.Count > 0) await SignalAsync("CONT");
        _processes = [];
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", .. _processes]);
        await kill.WaitForExitAsync().WaitAsync(Deadline);
    }
}
