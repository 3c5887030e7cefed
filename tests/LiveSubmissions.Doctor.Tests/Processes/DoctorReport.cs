using System.Text.Json;

namespace LiveSubmissions.Doctor.Tests.Processes;

/// <summary>The doctor's report, as <c>--json</c> prints it.</summary>
internal sealed record DoctorReport(ToolRun Run, bool Ok, string? FirstFailure, TimeSpan Took, IReadOnlyList<DoctorStep> Steps)
{
    /// <summary>The step that failed first, with what it says.</summary>
    public DoctorStep? Broken => Steps.FirstOrDefault(step => step.Id == FirstFailure);

    /// <exception cref="InvalidOperationException">The tool printed something else; with what it printed.</exception>
    public static DoctorReport From(ToolRun run)
    {
        try
        {
            using var json = JsonDocument.Parse(run.Output);
            var root = json.RootElement;
            return new DoctorReport(
                run,
                root.GetProperty("ok").GetBoolean(),
                root.GetProperty("first_failure").GetString(),
                TimeSpan.FromMilliseconds(root.GetProperty("took_ms").GetInt64()),
                [.. root.GetProperty("steps").EnumerateArray().Select(DoctorStep.From)]);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException)
        {
            throw new InvalidOperationException($"The doctor printed no report: {run}", exception);
        }
    }

    public override string ToString() => Run.ToString();
}
