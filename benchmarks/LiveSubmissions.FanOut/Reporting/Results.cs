using System.Text.Json;
using System.Text.Json.Serialization;
using LiveSubmissions.FanOut.Scenarios;

namespace LiveSubmissions.FanOut.Reporting;

/// <summary>The samples of a run: of each scenario and subject one a round.</summary>
internal sealed class Results
{
    /// <summary>What never came about has no finite time.</summary>
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly Dictionary<(string Scenario, string Subject), List<Sample>> _samples = [];

    public IReadOnlyList<Sample> this[IScenario scenario, Subject subject] => _samples.GetValueOrDefault((scenario.Name, subject.Name)) ?? [];

    public void Add(IScenario scenario, Subject subject, Sample sample)
    {
        var key = (scenario.Name, subject.Name);
        if (!_samples.TryGetValue(key, out var samples)) _samples[key] = samples = [];
        samples.Add(sample);
    }

    /// <summary>Every sample by scenario and subject.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        _samples.GroupBy(static pair => pair.Key.Scenario).ToDictionary(
            static scenario => scenario.Key,
            static scenario => scenario.ToDictionary(static pair => pair.Key.Subject, static pair => pair.Value)),
        Json);
}
