namespace LiveSubmissions.FanOut;

/// <summary>What the SignalR groups are called: as this library's groups are.</summary>
internal static class GroupNames
{
    public static string For(int group) => $"problem_submissions_{group}";
}
