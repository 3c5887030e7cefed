using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using LiveSubmissions.Contracts;

namespace JudgeHost.Tests.Processes;

/// <summary>A real JudgeHost in a process of its own, with its log.</summary>
internal sealed class JudgeProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(40);
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "JudgeHost.dll");

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private JudgeProcess(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Everything that the process has written so far, to either stream.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    public string Log => string.Join(Environment.NewLine, _lines);

    public bool IsRunning => !_process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Starts a judge and waits until it says that it is ready.</summary>
    /// <param name="settings">Environment variables; nothing of the kind is taken over from the test's own environment.</param>
    /// <param name="arguments">The command line.</param>
    /// <exception cref="InvalidOperationException">It ended, or is not ready in time; with its log.</exception>
    public static async Task<JudgeProcess> StartAsync(IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var judge = Run(settings, arguments);
        try
        {
            await Eventually.TrueAsync(() => judge._process.HasExited || judge.Says("JudgeHost is ready"), "JudgeHost starts", StartDeadline);
            if (!judge._process.HasExited) return judge;
            judge._process.WaitForExit();
            throw new InvalidOperationException($"JudgeHost {string.Join(' ', arguments)} ended with {judge.ExitCode}:\n{judge.Log}");
        }
        catch (TimeoutException late)
        {
            throw new InvalidOperationException($"JudgeHost {string.Join(' ', arguments)} is not ready:\n{judge.Log}", late);
        }
        finally
        {
            if (!judge.Says("JudgeHost is ready")) await judge.DisposeAsync();
        }
    }

    /// <summary>Starts a judge that is expected to end by itself, and waits until it has.</summary>
    public static async Task<(int ExitCode, string Log)> RunToEndAsync(IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        await using var judge = Run(settings, arguments);
        await judge._process.WaitForExitAsync().WaitAsync(StartDeadline);
        return (judge.ExitCode, judge.Log);
    }

    public bool Says(string text) => _lines.Any(line => line.Contains(text, StringComparison.Ordinal));

    public Task UntilSaysAsync(string text) => Eventually.TrueAsync(() => Task.FromResult(Says(text)), () => $"JudgeHost says '{text}', but:\n{Log}");

    /// <summary>Asks the process to stop, as a terminal or a container engine does, and waits until it has.</summary>
    public async Task StopAsync()
    {
        if (!_process.HasExited) await SignalAsync("TERM");
        await _process.WaitForExitAsync().WaitAsync(StopDeadline);
    }

    /// <summary>Kills the process as a crash would.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(StopDeadline);
    }

    /// <summary>Sends a signal: STOP freezes the process, CONT wakes it up.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync().WaitAsync(StopDeadline);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private static JudgeProcess Run(IReadOnlyDictionary<string, string> settings, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Program, .. arguments])
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(IsSetting)) start.Environment.Remove(name);
        foreach (var (name, value) in settings) start.Environment[name] = value;
        return new JudgeProcess(Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start."));
    }

    private static bool IsSetting(string name) =>
        name.StartsWith("Judge", StringComparison.OrdinalIgnoreCase) || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal)
        || name.StartsWith("Logging", StringComparison.OrdinalIgnoreCase) || name.EndsWith("_REDIS_URL", StringComparison.Ordinal)
        || name.StartsWith("OTEL_", StringComparison.Ordinal);

    private void Keep(string? line)
    {
        if (line is not null) _lines.Enqueue(line);
    }
}
