using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace LiveSubmissions.AspNetCore.Tests.Protocol;

/// <summary>docs/protocol.md: its examples and its commands by the name in the comment before each, and its table of close codes.</summary>
internal static partial class ProtocolPage
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Here())!, "../../../docs/protocol.md"));

    public static IReadOnlyDictionary<string, string> Examples { get; } =
        ExamplePattern().Matches(Text).ToDictionary(static match => match.Groups["name"].Value, static match => match.Groups["json"].Value);

    /// <summary>Each command, with what it prints.</summary>
    public static IReadOnlyDictionary<string, (string Command, string Output)> Commands { get; } = CommandPattern().Matches(Text).ToDictionary(
        static match => match.Groups["name"].Value, static match => (match.Groups["command"].Value, match.Groups["output"].Value));

    public static IReadOnlyDictionary<int, string> CloseCodes { get; } =
        CodePattern().Matches(Text).ToDictionary(static match => int.Parse(match.Groups["code"].Value), static match => match.Groups["then"].Value);

    /// <summary>A message with what differs from run to run replaced, each only if it is written as it should be.</summary>
    public static string Normalise(string message)
    {
        message = PositionPattern().Replace(message, "\"position\":\"{epoch}:{sequence}\"");
        message = IdPattern().Replace(message, "id: {epoch}:{sequence}");
        message = SentPattern().Replace(message, "\"sent\":{sent}");
        message = AtPattern().Replace(message, "\"at\":\"{time}\"");
        return SequencePattern().Replace(message, "\"sequence\":{sequence}");
    }

    private static string Here([CallerFilePath] string path = "") => path;

    [GeneratedRegex(@"<!-- example: (?<name>[a-z0-9-]+) -->\n```json\n(?<json>[^\n]+)\n```")]
    private static partial Regex ExamplePattern();

    [GeneratedRegex(@"<!-- run: (?<name>[a-z0-9-]+) -->\n```sh\n(?<command>.+?)\n```\n```text\n(?<output>.+?\n)```", RegexOptions.Singleline)]
    private static partial Regex CommandPattern();

    [GeneratedRegex(@"^\| (?<code>\d{4}) \| [^|]+ \| (?<then>[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex CodePattern();

    [GeneratedRegex("\"position\":\"[A-Za-z0-9_.-]{1,64}:\\d{1,19}\"")]
    private static partial Regex PositionPattern();

    [GeneratedRegex("^id: [A-Za-z0-9_.-]{1,64}:\\d{1,19}$", RegexOptions.Multiline)]
    private static partial Regex IdPattern();

    [GeneratedRegex("\"at\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\"")]
    private static partial Regex AtPattern();

    [GeneratedRegex("\"sent\":\\d{1,19}")]
    private static partial Regex SentPattern();

    [GeneratedRegex("\"sequence\":\\d{1,19}")]
    private static partial Regex SequencePattern();
}
