using System.Text.RegularExpressions;

namespace LiveSubmissions.Tool.CommandLine;

/// <summary>Takes out of a text what may be a password: a parser's complaint cites what it was given.</summary>
internal static partial class Secrets
{
    public static string Hide(string text) => Option().Replace(UserInfo().Replace(text, "://…@"), "$1=…");

    [GeneratedRegex(@"://\S*@")]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"(password|user)\s*=\s*[^\s']+", RegexOptions.IgnoreCase)]
    private static partial Regex Option();
}
