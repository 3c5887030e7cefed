using LiveSubmissions.Diagnostics;
using Spectre.Console;

namespace LiveSubmissions.Tool.Doctor;

/// <summary>Prints the checklist with check marks, crosses and dashes, and at the end the broken hop.</summary>
internal static class DoctorPrinter
{
    private const string Indent = "                 ";

    public static void Print(DiagnosticReport report, IAnsiConsole console)
    {
        foreach (var answer in report.Answers) Print(answer, console);
        console.WriteLine();
        if (report.FirstFailure is { } broken)
        {
            console.Write(new Text($"The broken hop: {broken.Step}. {broken.Result.Finding}\n", new Style(Color.Red, decoration: Decoration.Bold)));
            console.Write(new Text($"Fix: {broken.Result.Fix}\n"));
            return;
        }

        var passed = report.Answers.Count(static answer => answer.Result.Outcome == DiagnosticOutcome.Passed);
        console.Write(new Text(
            $"Everything that was checked works: {passed} passed, {report.Answers.Count - passed} not checked, in {Printable.Duration(report.Took)}.\n", new Style(Color.Green)));
    }

    private static void Print(DiagnosticAnswer answer, IAnsiConsole console)
    {
        var (mark, style) = answer.Result.Outcome switch
        {
            DiagnosticOutcome.Passed => ('✔', new Style(Color.Green)),
            DiagnosticOutcome.Failed => ('✘', new Style(Color.Red)),
            _ => ('-', new Style(Color.Grey)),
        };
        console.Write(new Text($"{mark} {answer.Step,-14} {answer.Question}\n", style));
        console.Write(new Text($"{Indent}{answer.Result.Finding}\n"));
        if (answer.Result.Fix is { } fix) console.Write(new Text($"{Indent}Fix: {fix}\n", new Style(Color.Yellow)));
    }
}
