using System.Text.RegularExpressions;

namespace LiveSubmissions.Redis.Registration;

/// <summary>
/// Finds out from the source text of the argument of <c>AddRedis(url)</c> which setting the application reads. Messages cite only the key of a setting: any
/// other text may be the URL itself, with its password.
/// </summary>
internal static partial class UrlSettingName
{
    private const string Unknown = "the URL given to AddRedis";

    /// <param name="expression">The source text of the argument.</param>
    public static string From(string? expression)
    {
        var match = Reading().Match(expression ?? "");
        if (!match.Success) return Unknown;
        return match.Groups["connection"].Success ? $"ConnectionStrings:{match.Groups["connection"].Value}" : match.Groups["key"].Value;
    }

    [GeneratedRegex(
        """^[\w.]+?(\["(?<key>[\w:.\-]+)"\]|\.GetConnectionString\("(?<connection>[\w:.\-]+)"\)|\.(GetValue<string\??>|GetEnvironmentVariable)\("(?<key>[\w:.\-]+)"\))!?$""",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Reading();
}
