using LiveSubmissions.FanOut.Scenarios;

namespace LiveSubmissions.FanOut.Reporting;

internal static class Medians
{
    /// <summary>The median of each metric by itself.</summary>
    public static Sample From(IReadOnlyCollection<Sample> samples)
    {
        var medians = new Sample();
        foreach (var key in samples.SelectMany(static sample => sample.Keys).Distinct())
        {
            medians[key] = From(samples.Where(sample => sample.ContainsKey(key)).Select(sample => sample[key]));
        }

        return medians;
    }

    public static double From(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
