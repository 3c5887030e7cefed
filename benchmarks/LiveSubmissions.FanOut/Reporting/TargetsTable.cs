using System.Text;
using LiveSubmissions.FanOut.Scenarios;

namespace LiveSubmissions.FanOut.Reporting;

/// <summary>Which targets were met in which round. A round's ratio is to SignalR's sample of the same round.</summary>
internal static class TargetsTable
{
    public static void Write(StringBuilder text, RunOptions options, Results results)
    {
        if (!Targets.All.Any(target => options.Scenarios.Any(scenario => scenario.Name == target.Scenario))) return;
        text.AppendLine("### Targets").AppendLine();
        text.Append("| | | target |");
        for (var round = 1; round <= options.Rounds; round++) text.Append($" round {round} |");
        text.AppendLine(" met in |").Append("| --- | --- | ---: |");
        for (var round = 1; round <= options.Rounds; round++) text.Append(" ---: |");
        text.AppendLine(" --- |");
        foreach (var scenario in options.Scenarios)
        {
            foreach (var target in Targets.All.Where(target => target.Scenario == scenario.Name))
            {
                foreach (var subject in options.SubjectsOf(scenario).Where(static subject => subject is { IsOurs: true, HasTargets: true }))
                {
                    WriteRow(text, target, subject, results[scenario, subject], results[scenario, Subject.SignalR]);
                }
            }
        }

        text.AppendLine();
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
