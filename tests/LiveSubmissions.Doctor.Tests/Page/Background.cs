using System.Collections.Concurrent;
using System.Diagnostics;
using LiveSubmissions.Contracts;

namespace LiveSubmissions.Doctor.Tests.Page;

/// <summary>Commands that run while others do: what they are to print, and their end.</summary>
internal sealed class Background : IAsyncDisposable
{
    private readonly List<(Process Process, ConcurrentQueue<string> Lines, string Output)> _running = [];

    /// <summary>Takes a process over and waits until it has said anything.</summary>
    public async Task StartAsync(Process process, string output)
    {
        var lines = new ConcurrentQueue<string>();
        _running.Add((process, lines, output));
        process.OutputDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Eventually.TrueAsync(() => !lines.IsEmpty, "the command begins");
        Assert.False(process.HasExited, string.Join('\n', lines));
    }

    /// <summary>Waits until each has printed what the page says.</summary>
    public async Task SaidAllAsync(TimeSpan deadline)
    {
        foreach (var (_, lines, output) in _running)
        {
            await Eventually.TrueAsync(
                () => Task.FromResult(output.Split('\n').All(said => lines.Any(line => line.Contains(said, StringComparison.Ordinal)))),
                () => $"it prints {output}; it printed {string.Join('\n', lines)}",
                deadline);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (process, _, _) in _running)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
