using System.Text.RegularExpressions;

namespace LiveSubmissions.Redis;

/// <summary>
/// Finds in the argument of <c>AddRedis(url)</c>, as it stands in the source, which setting the application reads. Only a key that is read is cited: any
/// other text may be the URL itself, with its password.
/// </summary>
internal static partial class UrlSettingName
{
    private const string Unknown = "the URL given to AddRedis";

    /// <param name="expression">The argument as it stands in the source.</param>
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
