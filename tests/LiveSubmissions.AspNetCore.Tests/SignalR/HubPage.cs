using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace LiveSubmissions.AspNetCore.Tests.SignalR;

/// <summary>The examples in code of docs/protocol.md: those that are run, compiled or compared here.</summary>
internal static partial class HubPage
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Here())!, "../../../docs/protocol.md"));

    /// <summary>By the name in the comment before each.</summary>
    public static IReadOnlyDictionary<string, string> Examples { get; } =
        ExamplePattern().Matches(Page).ToDictionary(static match => match.Groups["name"].Value, static match => match.Groups["code"].Value);

    /// <summary>The lines between the markers of this name in a source file, without their indentation.</summary>
    public static string Compiled(string name, [CallerFilePath] string path = "")
    {
        var lines = File.ReadAllLines(path);
        var first = Array.FindIndex(lines, line => line.Trim() == $"// example: {name}") + 1;
        var count = Array.FindIndex(lines, first, static line => line.Trim() == "// end") - first;
        var indentation = lines[first].Length - lines[first].TrimStart().Length;
        return string.Join('\n', lines.Skip(first).Take(count).Select(line => line.Length == 0 ? line : line[indentation..])).TrimEnd();
    }

    private static string Here([CallerFilePath] string path = "") => path;

    [GeneratedRegex(@"<!-- (run|code): (?<name>signalr-[a-z-]+) -->\n```(js|csharp|json)\n(?<code>.+?)\n```", RegexOptions.Singleline)]
    private static partial Regex ExamplePattern();
}
