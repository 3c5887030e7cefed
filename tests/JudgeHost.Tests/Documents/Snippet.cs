using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace JudgeHost.Tests.Documents;

/// <summary>A block of code on a page of the documentation.</summary>
/// <param name="Page">The page's path in the repository.</param>
/// <param name="Line">The block's first line.</param>
/// <param name="Language">What stands behind the block's first fence.</param>
/// <param name="Code">The block.</param>
internal sealed partial record Snippet(string Page, int Line, string Language, string Code)
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../../.."));

    /// <summary>All of them. (Those of docs/protocol.md that are marked have tests of their own: they are run, or compared with what is compiled.)</summary>
    public static IReadOnlyList<Snippet> All { get; } = [.. Pages().SelectMany(From)];

    /// <summary>The script of a page's snippet.</summary>
    public string Script => Language == "html" ? ScriptPattern().Match(Code).Groups["script"].Value : Code;

    public override string ToString() => $"{Page}:{Line}";

    public static IEnumerable<string> Pages() =>
        new[] { "README.md", "samples/JudgeHost/README.md", "src/LiveSubmissions.AspNetCore/Client/README.md" }
            .Concat(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md").Order(StringComparer.Ordinal).Select(static path => $"docs/{Path.GetFileName(path)}"));

    private static IEnumerable<Snippet> From(string page)
    {
        var text = File.ReadAllText(Path.Combine(Root, page));
        return BlockPattern().Matches(text)
            .Select(match => new Snippet(page, text[..match.Groups["code"].Index].Count(static c => c == '\n') + 1, match.Groups["language"].Value, match.Groups["code"].Value));
    }

    private static string Here([CallerFilePath] string path = "") => path;

    [GeneratedRegex(@"^```(?<language>\w+)\n(?<code>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex BlockPattern();

    [GeneratedRegex(@"<script type=""module"">(?<script>.*)</script>", RegexOptions.Singleline)]
    private static partial Regex ScriptPattern();
}
