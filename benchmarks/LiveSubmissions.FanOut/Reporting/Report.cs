using System.Text;
using LiveSubmissions.FanOut.Machine;

namespace LiveSubmissions.FanOut.Reporting;

/// <summary>A run's outcome as Markdown.</summary>
internal static class Report
{
    public static string Write(RunOptions options, Results results, string redis)
    {
        var text = new StringBuilder();
        text.AppendLine(
            $"{MachineDescription.Text}, Redis {redis}. Medians of {options.Rounds} {(options.Rounds == 1 ? "round" : "rounds")}. "
            + $"Idle threads of {(options.Settings.AllSpin ? "all servers spin" : "no server but signalr spin")}.");
        text.AppendLine();
        if (!options.IsShort) TargetsTable.Write(text, options, results);
        foreach (var scenario in options.Scenarios) ScenarioTable.Write(text, scenario, options.SubjectsOf(scenario), results);
        return text.ToString().TrimEnd() + "\n";
    }
}
