using System.ComponentModel;
using System.Diagnostics;

namespace LiveSubmissions.TestKit.Redis;

/// <summary>Runs the tools that the servers' tests need.</summary>
internal static class CommandLine
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException(
                $"{start.FileName} cannot be started. These tests need the real one: install it, for instance with "
                + "'apt-get install redis-server redis-tools faketime'.",
                missing);
        }
    }

    /// <summary>What a command writes, once it has ended.</summary>
    public static async Task<string> ReadAsync(string command, IEnumerable<string> arguments, string? password = null)
    {
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (password is not null) start.Environment["REDISCLI_AUTH"] = password;
        using var process = Start(start);
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            var error = process.StandardError.ReadToEndAsync(deadline.Token);
            var output = await process.StandardOutput.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            if (process.ExitCode == 0) return output.TrimEnd();
            throw new InvalidOperationException($"{command} ended with exit code {process.ExitCode}: {await error}{output}");
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException($"{command} did not end within {Deadline.TotalSeconds:0} s.");
        }
    }
}
