namespace LiveSubmissions.Drills.Tests.Support;

/// <summary>
/// Writes down what a drill measured: a line <c>drill | figure</c> at the end of the file that <c>LIVE_SUBMISSIONS_DRILLS</c> names, if it names one.
/// </summary>
internal static class DrillReport
{
    public static void Measured(string drill, string figure)
    {
        if (Environment.GetEnvironmentVariable("LIVE_SUBMISSIONS_DRILLS") is { Length: > 0 } path) File.AppendAllText(path, $"{drill} | {figure}\n");
    }
}
