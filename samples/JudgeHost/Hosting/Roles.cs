namespace JudgeHost.Hosting;

/// <summary>The roles by the names that the command line knows.</summary>
internal static class Roles
{
    public static readonly IReadOnlyDictionary<string, JudgeRole> ByName = new Dictionary<string, JudgeRole>(StringComparer.OrdinalIgnoreCase)
    {
        ["all"] = JudgeRole.All,
        ["backend"] = JudgeRole.Backend,
        ["worker"] = JudgeRole.Worker,
        ["page"] = JudgeRole.Page,
    };

    public static string NameOf(JudgeRole role) => ByName.Single(pair => pair.Value == role).Key;
}
