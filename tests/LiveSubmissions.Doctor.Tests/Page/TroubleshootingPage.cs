using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace LiveSubmissions.Doctor.Tests.Page;

/// <summary>docs/troubleshooting.md: its sections, its table of questions, and its commands.</summary>
internal static partial class TroubleshootingPage
{
    /// <summary>The heading behind the sections about steps.</summary>
    private const string Rest = "The original guide, line by line";

    private static readonly string Text = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Here())!, "../../../docs/troubleshooting.md"));

    /// <summary>Headings, in their order.</summary>
    public static IReadOnlyList<string> Sections { get; } =
        [.. HeadingPattern().Matches(Text).Select(static match => match.Groups["heading"].Value).TakeWhile(static heading => heading != Rest)];

    /// <summary>The table of steps, in its order.</summary>
    public static IReadOnlyList<(string Step, string Question)> Questions { get; } =
        [.. QuestionPattern().Matches(Text).Select(static match => (match.Groups["step"].Value, match.Groups["question"].Value))];

    /// <summary>Where links inside the page lead to.</summary>
    public static IReadOnlyList<string> Targets { get; } = [.. LinkPattern().Matches(Text).Select(static match => match.Groups["target"].Value).Distinct()];

    public static IReadOnlyList<PageCommand> Commands { get; } =
    [
        .. BlockPattern().Matches(Text).Select(static match => new PageCommand(match.Groups["marker"].Value, match.Groups["command"].Value, match.Groups["output"].Value)),
    ];

    /// <summary>Commands in the middle of a sentence.</summary>
    public static IReadOnlyList<string> Mentioned { get; } = [.. MentionPattern().Matches(Text).Select(static match => match.Groups["command"].Value).Distinct()];

    private static string Here([CallerFilePath] string path = "") => path;

    [GeneratedRegex(@"^## (?<heading>.+)$", RegexOptions.Multiline)]
    private static partial Regex HeadingPattern();

    [GeneratedRegex(@"^\| \[(?<step>[a-z-]+)\]\(#\k<step>\) \| (?<question>[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex QuestionPattern();

    [GeneratedRegex(@"\]\(#(?<target>[a-z-]+)\)")]
    private static partial Regex LinkPattern();

    [GeneratedRegex(@"(<!-- (?<marker>[^\n]+) -->\n)?```sh\n(?<command>.+?)\n```(\n```text\n(?<output>.+?)\n```)?", RegexOptions.Singleline)]
    private static partial Regex BlockPattern();

    [GeneratedRegex(@"(?<!`)`(?<command>(live-submissions|redis-cli|docker|dotnet|timedatectl|curl|npm|kubectl|systemctl) [^`\n]+)`")]
    private static partial Regex MentionPattern();
}
