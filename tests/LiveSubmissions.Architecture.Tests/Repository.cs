using System.Runtime.CompilerServices;

namespace LiveSubmissions.Architecture.Tests;

/// <summary>Where the sources are.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../.."));

    /// <summary>The page that tells people what these tests check.</summary>
    public static string ArchitecturePage => File.ReadAllText(Path.Combine(Root, "docs/architecture.md"));

    private static string Here([CallerFilePath] string path = "") => path;
}
