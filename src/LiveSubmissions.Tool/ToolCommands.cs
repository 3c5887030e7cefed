using System.CommandLine;
using System.Text.RegularExpressions;
using LiveSubmissions.Tool.Broadcast;
using LiveSubmissions.Tool.CommandLine;
using LiveSubmissions.Tool.Doctor;
using LiveSubmissions.Tool.Trace;
using LiveSubmissions.Tool.Watch;

namespace LiveSubmissions.Tool;

/// <summary>Runs the tool's commands, and reports a wrong call.</summary>
internal static class ToolCommands
{
    public static async Task<int> RunAsync(string[] arguments, Output output, TimeProvider time)
    {
        var root = new RootCommand("Live submission status: names the broken hop, follows a problem, sends an update by hand, traces one.")
        {
            DoctorCommand.Create(output, time),
            WatchCommand.Create(output, time),
            BroadcastCommand.Create(output, time),
            TraceCommand.Create(output, time),
        };
        var call = root.Parse(arguments);
        if (call.Errors.Count > 0)
        {
            foreach (var error in call.Errors) await output.Error.WriteLineAsync(Secrets.Hide(error.Message)).ConfigureAwait(false);
            await output.Error.WriteLineAsync("See: live-submissions --help").ConfigureAwait(false);
            return ExitCode.WrongUsage;
        }

        try
        {
            return await call.InvokeAsync(new InvocationConfiguration { Output = output.Out, Error = output.Error, EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
        }
        catch (WrongUsageException wrong)
        {
            await output.Error.WriteLineAsync(wrong.Message).ConfigureAwait(false);
            return ExitCode.WrongUsage;
        }
    }
}

/// <summary>Hides possible passwords in a text: a parser's error cites its input.</summary>
internal static partial class Secrets
{
    public static string Hide(string text) => Option().Replace(UserInfo().Replace(text, "://…@"), "$1=…");

    [GeneratedRegex(@"://\S*@")]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"(password|user)\s*=\s*[^\s']+", RegexOptions.IgnoreCase)]
    private static partial Regex Option();
}
