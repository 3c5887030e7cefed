namespace JudgeHost.Settings;

/// <summary>The part of the judge that a process runs.</summary>
internal enum JudgeRole
{
    /// <summary>Backend, worker and page in one process.</summary>
    All,

    /// <summary>The API and the WebSocket.</summary>
    Backend,

    /// <summary>Evaluates submissions.</summary>
    Worker,

    /// <summary>Serves the pages.</summary>
    Page,
}

/// <summary>The roles' names on the command line.</summary>
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
