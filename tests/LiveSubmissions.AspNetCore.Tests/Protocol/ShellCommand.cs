using System.Diagnostics;
using System.Text;
using LiveSubmissions.TestKit.Wire;

namespace LiveSubmissions.AspNetCore.Tests.Protocol;

/// <summary>Runs a command as a reader of the page does: pasted into a shell.</summary>
internal static class ShellCommand
{
    /// <summary>What the command prints first. One that goes on for ever is ended after that.</summary>
    /// <param name="command">The command.</param>
    /// <param name="lines">How many lines to wait for.</param>
    public static async Task<string> RunAsync(string command, int lines)
    {
        // The shell makes room for the last command: to end its process is to end the command's.
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", "exec " + command]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var deadline = new CancellationTokenSource(WireClient.Deadline);
        var complaints = shell.StandardError.ReadToEndAsync(deadline.Token);
        var output = new StringBuilder();
        try
        {
            for (var i = 0; i < lines && await shell.StandardOutput.ReadLineAsync(deadline.Token) is { } line; i++) output.Append(line).Append('\n');
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"'{command}' printed no more than: {output}");
        }
        finally
        {
            shell.Kill(entireProcessTree: true);
            await shell.WaitForExitAsync();
        }

        return output.Length > 0 ? output.ToString() : await complaints;
    }
}
