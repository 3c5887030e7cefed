using System.Diagnostics.CodeAnalysis;

namespace JudgeHost.Settings;

/// <summary>What counts as a web address.</summary>
internal static class WebAddress
{
    public static bool IsHttp(string text, [NotNullWhen(true)] out Uri? url) =>
        Uri.TryCreate(text, UriKind.Absolute, out url) && url.Scheme is "http" or "https" && url.Host.Length > 0;

    /// <summary>An address in quotes; not one that may hold a password.</summary>
    public static string Shown(string text) => text.Contains('@') ? "(not shown, because it may hold a password)" : $"'{text}'";

    /// <summary>An origin is compared letter by letter with what the browser sends: scheme, host, and the port unless it is the scheme's own.</summary>
    public static bool IsOrigin(string text) => IsHttp(text, out var url) && url.GetLeftPart(UriPartial.Authority) == text && url.UserInfo.Length == 0;
}
