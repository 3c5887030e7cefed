namespace JudgeHost.Hosting;

/// <summary>
/// Where pages and data sets are: in the project's folder when <c>dotnet run</c> starts there (so a page that is edited is served at once), else
/// beside the program.
/// </summary>
internal static class ContentRoot
{
    public static string Find()
    {
        var current = Directory.GetCurrentDirectory();
        return File.Exists(Path.Combine(current, "JudgeHost.csproj")) ? current : AppContext.BaseDirectory;
    }
}
