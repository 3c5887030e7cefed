namespace LiveSubmissions.Doctor.Tests.Processes;

/// <summary>What came of one run of the tool.</summary>
/// <param name="ExitCode">What it ended with.</param>
/// <param name="Output">What it wrote.</param>
/// <param name="Error">What it complained about.</param>
/// <param name="Took">From the start of the process to its end.</param>
internal sealed record ToolRun(int ExitCode, string Output, string Error, TimeSpan Took)
{
    public override string ToString() => $"exit code {ExitCode} after {Took.TotalSeconds:0.0} s\n{Output}\n{Error}";
}
