using System.Diagnostics;
using LiveSubmissions.Doctor.Tests.Processes;

namespace LiveSubmissions.Doctor.Tests.Page;

/// <summary>A shell in which <c>live-submissions</c> is installed.</summary>
internal static class Shell
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>What an installed tool is to a shell.</summary>
    private static readonly string Installed = $"live-submissions() {{ dotnet exec '{DoctorTool.Built.Program}' \"$@\"; }}\n";

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string command)
    {
        using var process = Start(command);
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            var error = process.StandardError.ReadToEndAsync(deadline.Token);
            var output = await process.StandardOutput.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, output + await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{command} did not end within {Deadline.TotalSeconds:0} s.");
        }
    }

    /// <summary>Starts a command that does not end by itself.</summary>
    public static Process Start(string command)
    {
        var start = new ProcessStartInfo("bash", ["-e", "-c", Installed + command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment.Remove("CHANNEL_LAYER_REDIS_URL");
        return Process.Start(start) ?? throw new InvalidOperationException("bash did not start.");
    }
}
