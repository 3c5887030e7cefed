using System.Text;
using System.Text.Json;
using LiveSubmissions.FanOut.Processes;
using LiveSubmissions.FanOut.Reporting;
using LiveSubmissions.FanOut.Scenarios;

namespace LiveSubmissions.FanOut;

/// <summary>Runs scenarios for one subject after the other, round after round, and prints the comparison as Markdown.</summary>
internal static class RunCommand
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var isShort = arguments.Has("short");
        var settings = new RunSettings(isShort, arguments.List("server-arg"));
        var scenarios = Chosen(isShort ? AllScenarios.Short : AllScenarios.Full, static scenario => scenario.Name, arguments.List("scenarios"));
        var subjects = Chosen(Subject.All, static subject => subject.Name, arguments.List("servers"));
        var rounds = arguments.Number("rounds", isShort ? 1 : 3);

        await using var redis = await RedisServer.StartAsync();
        var results = new Results();
        foreach (var scenario in scenarios)
        {
            for (var round = 1; round <= rounds; round++)
            {
                foreach (var subject in subjects.Where(scenario.Takes))
                {
                    var sample = await scenario.RunAsync(subject, settings, redis);
                    results.Add(scenario, subject, sample);
                    await Console.Error.WriteLineAsync($"{scenario.Name} {subject.Name} {round}: {JsonSerializer.Serialize(sample)}");
                }
            }
        }

        var text = new StringBuilder();
        foreach (var scenario in scenarios) ScenarioTable.Write(text, scenario, subjects, results);
        Console.Write(text);
        return 0;
    }

    private static IReadOnlyList<T> Chosen<T>(IReadOnlyList<T> all, Func<T, string> name, string[] names) =>
        names.Length == 0 ? all : [.. names.Select(wanted => all.First(one => name(one).Equals(wanted, StringComparison.OrdinalIgnoreCase)))];
}
