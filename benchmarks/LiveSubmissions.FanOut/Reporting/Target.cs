using LiveSubmissions.FanOut.Scenarios;

namespace LiveSubmissions.FanOut.Reporting;

/// <summary>What is to be reached.</summary>
/// <param name="Scenario">Where it shows.</param>
/// <param name="Text">What it is.</param>
/// <param name="Limit">The bound.</param>
/// <param name="IsLeast">Whether the bound is the least that is enough, and not the most.</param>
/// <param name="Of">Takes it from a round's sample, and SignalR's of the same round if there is one.</param>
internal sealed record Target(string Scenario, string Text, double Limit, bool IsLeast, Func<Sample, Sample?, double?> Of)
{
    public bool IsMet(double value) => IsLeast ? value >= Limit : value <= Limit;

    public string LimitText => $"{(IsLeast ? "≥" : "≤")} {Limit:0.##}";

    public static Target Ratio(string scenario, string text, Metric metric, double limit, bool isLeast = false) =>
        new(scenario, $"{text}, ÷ SignalR", limit, isLeast, (ours, signalR) => ours[metric] / signalR?[metric]);

    public static Target Value(string scenario, string text, Metric metric, double limit) =>
        new(scenario, text, limit, IsLeast: false, (ours, _) => ours[metric]);
}
