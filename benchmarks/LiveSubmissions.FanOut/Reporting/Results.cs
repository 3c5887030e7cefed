using LiveSubmissions.FanOut.Scenarios;

namespace LiveSubmissions.FanOut.Reporting;

/// <summary>The samples of a run: of each scenario and subject one a round.</summary>
internal sealed class Results
{
    private readonly Dictionary<(string Scenario, string Subject), List<Sample>> _samples = [];

    public IReadOnlyList<Sample> this[IScenario scenario, Subject subject] => _samples.GetValueOrDefault((scenario.Name, subject.Name)) ?? [];

    public IEnumerable<(string Scenario, string Subject, IReadOnlyList<Sample> Samples)> All =>
        _samples.Select(static pair => (pair.Key.Scenario, pair.Key.Subject, (IReadOnlyList<Sample>)pair.Value));

    public void Add(IScenario scenario, Subject subject, Sample sample)
    {
        var key = (scenario.Name, subject.Name);
        if (!_samples.TryGetValue(key, out var samples)) _samples[key] = samples = [];
        samples.Add(sample);
    }
}
