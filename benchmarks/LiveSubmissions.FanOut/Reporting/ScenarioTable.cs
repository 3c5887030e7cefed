using System.Text;
using LiveSubmissions.FanOut.Scenarios;

namespace LiveSubmissions.FanOut.Reporting;

/// <summary>A scenario's medians, and what is compared as ratios to SignalR's in the same run.</summary>
internal static class ScenarioTable
{
    public static void Write(StringBuilder text, IScenario scenario, IEnumerable<Subject> subjects, Results results)
    {
        text.AppendLine($"### {scenario.Name}: {scenario.Title}").AppendLine();
        var reference = results[scenario, Subject.SignalR] is { Count: > 0 } samples ? Medians.From(samples) : null;
        text.Append("| |");
        foreach (var metric in scenario.Metrics) text.Append($" {metric.Heading} |{(Compares(metric, reference) ? " ÷ SignalR |" : "")}");
        text.AppendLine().Append("| --- |");
        foreach (var metric in scenario.Metrics) text.Append(Compares(metric, reference) ? " ---: | ---: |" : " ---: |");
        text.AppendLine();
        foreach (var subject in subjects)
        {
            if (results[scenario, subject] is not { Count: > 0 } measured) continue;
            WriteRow(text, scenario, subject, Medians.From(measured), reference);
        }

        text.AppendLine();
    }

    private static void WriteRow(StringBuilder text, IScenario scenario, Subject subject, Sample median, Sample? reference)
    {
        text.Append($"| {subject.Name} |");
        foreach (var metric in scenario.Metrics)
        {
            var value = median[metric];
            text.Append(value is { } number ? $" {number.ToString(metric.Format)} |" : " |");
            if (!Compares(metric, reference)) continue;
            var ratio = subject == Subject.SignalR ? null : value / reference![metric];
            text.Append(ratio is { } times ? $" {times:0.00} |" : " |");
        }

        text.AppendLine();
    }

    private static bool Compares(Metric metric, Sample? reference) => metric.IsCompared && reference?[metric] is not null;
}
