namespace JudgeHost.Browser.Tests;

/// <summary>The system's own Chromium. A browser that is missing fails the tests; it does not skip them.</summary>
internal static class ChromiumExecutable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    public static string Find() => Find(Environment.GetEnvironmentVariable("PATH"));

    /// <exception cref="InvalidOperationException">There is none; the message says what to install.</exception>
    public static string Find(string? path)
    {
        var folders = (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException(
                $"The page's tests need a browser, and PATH has none of {string.Join(", ", Names)}. On Debian: apt-get install chromium.");
    }
}
