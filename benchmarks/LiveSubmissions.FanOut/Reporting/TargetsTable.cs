using System.Text;
using LiveSubmissions.FanOut.Scenarios;

namespace LiveSubmissions.FanOut.Reporting;

/// <summary>Which targets were met in which round, beside SignalR either way. A round's ratio is to SignalR's sample of the same round.</summary>
internal static class TargetsTable
{
    public static void Write(StringBuilder text, RunOptions options, Results results)
    {
        Write(text, "Targets", options, results, Subject.SignalR, Targets.All);
        Write(text, $"The same beside {Subject.SignalRQuiet.Name}", options, results, Subject.SignalRQuiet, Targets.All.Where(static target => target.IsRatio));
    }

    private static void Write(StringBuilder text, string title, RunOptions options, Results results, Subject signalR, IEnumerable<Target> targets)
    {
        var rows = new StringBuilder();
        foreach (var target in targets) WriteRows(rows, target, options, results, signalR);
        if (rows.Length == 0) return;
        text.AppendLine($"### {title}").AppendLine();
        text.Append("| | | target |");
        for (var round = 1; round <= options.Rounds; round++) text.Append($" round {round} |");
        text.AppendLine(" met in |").Append("| --- | --- | ---: |");
        for (var round = 1; round <= options.Rounds; round++) text.Append(" ---: |");
        text.AppendLine(" --- |");
        text.Append(rows).AppendLine();
    }

    private static void WriteRows(StringBuilder text, Target target, RunOptions options, Results results, Subject signalR)
    {
        foreach (var scenario in options.Scenarios.Where(scenario => scenario.Name == target.Scenario))
        {
            foreach (var subject in options.SubjectsOf(scenario).Where(static subject => subject is { IsOurs: true, HasTargets: true }))
            {
                WriteRow(text, target, subject, results[scenario, subject], results[scenario, signalR]);
            }
        }
    }

    private static void WriteRow(StringBuilder text, Target target, Subject subject, IReadOnlyList<Sample> ours, IReadOnlyList<Sample> signalR)
    {
        var values = ours.Select((sample, round) => target.Of(sample, round < signalR.Count ? signalR[round] : null)).ToArray();
        if (Array.Exists(values, static value => value is null)) return;
        text.Append($"| {target.Scenario} {target.Text} | {subject.Name} | {target.LimitText(subject)} |");
        foreach (var value in values) text.Append($" {Number(value!.Value)} {(target.IsMet(value.Value, subject) ? "✓" : "✗")} |");
        text.AppendLine($" {values.Count(value => target.IsMet(value!.Value, subject))} of {values.Length} rounds |");
    }

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "#,0" : "0.00");
}
