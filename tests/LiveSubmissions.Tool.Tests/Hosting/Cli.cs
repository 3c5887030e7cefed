using System.Diagnostics;
using LiveSubmissions.TestKit.Tool;
using LiveSubmissions.Tool.CommandLine;

namespace LiveSubmissions.Tool.Tests.Hosting;

/// <summary>Runs the tool's commands in this process, which is quicker than a process of their own; without a terminal.</summary>
internal static class Cli
{
    public static async Task<ToolResult> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var started = Stopwatch.GetTimestamp();
        var code = await ToolCommands.RunAsync(arguments, new Output(output, error, Terminal.Plain(output)), TimeProvider.System);
        return new ToolResult(code, output.ToString(), error.ToString(), Stopwatch.GetElapsedTime(started));
    }

    /// <summary>Runs the doctor for its report.</summary>
    public static Task<ToolResult> DoctorAsync(params string[] arguments) => RunAsync(["doctor", "--json", .. arguments]);

    /// <summary>The doctor names this hop, and advises this, within its time.</summary>
    public static void AssertBroken(string hop, string fix, ToolResult result)
    {
        Assert.True(hop == result.FirstFailure, result.Output);
        Assert.Contains(fix, result.Fix, StringComparison.Ordinal);
        Assert.Equal(1, result.ExitCode);
        Assert.InRange(result.Took, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    public static void AssertRight(ToolResult result)
    {
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Null(result.FirstFailure);
    }
}
