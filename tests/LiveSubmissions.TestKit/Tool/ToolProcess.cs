using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace LiveSubmissions.TestKit.Tool;

/// <summary>
/// The built tool <c>live-submissions</c> in a process of its own. A test project that uses it refers to <c>LiveSubmissions.Tool.csproj</c> with
/// <c>ReferenceOutputAssembly="false"</c>, so that it is built first.
/// </summary>
public sealed class ToolProcess : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _error = new();

    private ToolProcess(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_error, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The lines so far.</summary>
    public IReadOnlyCollection<string> Lines => _output;

    /// <summary>The lines of the error stream so far.</summary>
    public IReadOnlyCollection<string> ErrorLines => _error;

    /// <summary>Runs the tool to its end.</summary>
    /// <param name="arguments">For instance <c>["doctor", "--json", "--redis", url]</c>.</param>
    /// <param name="settings">Environment variables; the test's own <c>*_REDIS_URL</c> are not taken over.</param>
    public static async Task<ToolResult> RunAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? settings = null)
    {
        await using var tool = Start(arguments, settings);
        return await tool.EndAsync();
    }

    /// <summary>Starts the tool.</summary>
    public static ToolProcess Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? settings = null)
    {
        // A shell's background jobs, and all they start, ignore Ctrl+C; at a terminal nothing does.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", "exec", Program(), .. arguments])
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(static name => name.EndsWith("_REDIS_URL", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        foreach (var (name, value) in settings ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new ToolProcess(Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start."));
    }

    /// <summary>Presses Ctrl+C.</summary>
    public async Task InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync().WaitAsync(Deadline);
    }

    /// <summary>Waits until it has ended.</summary>
    public async Task<ToolResult> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Deadline);
        _process.WaitForExit();
        return new ToolResult(_process.ExitCode, string.Join('\n', _output), string.Join('\n', _error), Stopwatch.GetElapsedTime(_started));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Deadline);
        _process.Dispose();
    }

    /// <summary>The tool of the same configuration as the test: it runs from its own folder, since a test's has another set of libraries.</summary>
    private static string Program()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var root = output;
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "LiveSubmissions.sln"))) root = root.Parent;
        var program = Path.Combine(root?.FullName ?? "", "src", "LiveSubmissions.Tool", "bin", output.Parent!.Name, output.Name, "LiveSubmissions.Tool.dll");
        return File.Exists(program) ? program : throw new InvalidOperationException($"{program} is not built. Build LiveSubmissions.Tool in the test's configuration.");
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null) lines.Enqueue(line);
    }
}
