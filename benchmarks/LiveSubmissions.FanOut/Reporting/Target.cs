using LiveSubmissions.FanOut.Scenarios;

namespace LiveSubmissions.FanOut.Reporting;

/// <summary>What is to be reached.</summary>
/// <param name="Scenario">Where it shows.</param>
/// <param name="Text">What it is.</param>
/// <param name="Limit">The bound.</param>
/// <param name="IsLeast">Whether the bound is the least that is enough, and not the most.</param>
/// <param name="LimitPast">The bound for servers that write past their stream.</param>
/// <param name="Of">Takes it from a round's sample, and SignalR's of the same round if there is one.</param>
/// <param name="IsRatio">Whether it is beside SignalR.</param>
internal sealed record Target(string Scenario, string Text, double Limit, bool IsLeast, double LimitPast, Func<Sample, Sample?, double?> Of, bool IsRatio = false)
{
    public bool IsMet(double value, Subject subject) => IsLeast ? value >= LimitOf(subject) : value <= LimitOf(subject);

    public string LimitText(Subject subject) => $"{(IsLeast ? "≥" : "≤")} {LimitOf(subject):0.##}";

    public static Target Ratio(string scenario, string text, Metric metric, double limit, double limitPast, bool isLeast = false) =>
        new(scenario, $"{text}, ÷ SignalR", limit, isLeast, limitPast, (ours, signalR) => ours[metric] / signalR?[metric], IsRatio: true);

    public static Target Value(string scenario, string text, Metric metric, double limit, double? limitPast = null) =>
        new(scenario, text, limit, IsLeast: false, limitPast ?? limit, (ours, _) => ours[metric]);

    private double LimitOf(Subject subject) => subject.IsPastStream ? LimitPast : Limit;
}
