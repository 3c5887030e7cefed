namespace LiveSubmissions.FanOut.Scenarios;

/// <summary>What one measurement gave.</summary>
internal sealed class Sample : Dictionary<string, double>
{
    public double? this[Metric metric]
    {
        get => TryGetValue(metric.Key, out var value) ? value : null;
        set => this[metric.Key] = value ?? double.NaN;
    }
}
