using System.Diagnostics;

namespace LiveSubmissions.Doctor.Tests.Processes;

/// <summary>The command live-submissions, as the process that a user starts.</summary>
/// <param name="folder">Where its assemblies are.</param>
internal sealed class DoctorTool(string folder)
{
    /// <summary>Beyond this it hangs: it promises ten seconds.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>The tool as it was built.</summary>
    public static DoctorTool Built { get; } = new(BuiltIn());

    public string Folder => folder;

    public string Program => Path.Combine(folder, "LiveSubmissions.Tool.dll");

    public async Task<DoctorReport> DoctorAsync(params string[] arguments) => DoctorReport.From(await RunAsync(["doctor", .. arguments, "--json"]));

    public async Task<ToolRun> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };

        // What is asked for is in the arguments alone.
        start.Environment.Remove("CHANNEL_LAYER_REDIS_URL");
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            var error = process.StandardError.ReadToEndAsync(deadline.Token);
            var output = await process.StandardOutput.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return new ToolRun(process.ExitCode, output, await error, Stopwatch.GetElapsedTime(started));
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException($"live-submissions {string.Join(' ', arguments)} did not end within {Deadline.TotalSeconds:0} s.");
        }
    }

    /// <summary>Where the tool of the same configuration as the test's was built.</summary>
    private static string BuiltIn()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var root = output;
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "LiveSubmissions.sln"))) root = root.Parent;
        return Path.Combine(root?.FullName ?? "", "src", "LiveSubmissions.Tool", "bin", output.Parent!.Name, output.Name);
    }
}
