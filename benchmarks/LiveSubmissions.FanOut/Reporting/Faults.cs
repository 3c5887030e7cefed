using LiveSubmissions.FanOut.Scenarios;

namespace LiveSubmissions.FanOut.Reporting;

/// <summary>What this library must never do, however slow the machine is.</summary>
internal static class Faults
{
    /// <returns>A sentence for each fault.</returns>
    public static IReadOnlyList<string> Find(RunOptions options, Results results)
    {
        var faults = new List<string>();
        foreach (var scenario in options.Scenarios)
        {
            foreach (var subject in options.SubjectsOf(scenario).Where(static subject => subject.IsOurs))
            {
                foreach (var sample in results[scenario, subject]) faults.AddRange(Find(sample).Select(fault => $"{scenario.Name}, {subject.Name}: {fault}"));
            }
        }

        return faults;
    }

    private static IEnumerable<string> Find(Sample sample)
    {
        foreach (var metric in Metric.Faults)
        {
            if (sample[metric] is { } count && count != 0) yield return $"{metric.Heading}: {count:#,0}";
        }

        if (sample[Metric.Arrived] == 0) yield return "a stalled client that read on did not get to the newest state";
        if (sample[Metric.Return] is { } after && !double.IsFinite(after)) yield return "not all clients were right after they had returned";
    }
}
