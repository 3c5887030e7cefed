using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace JudgeHost.Settings;

/// <summary>Reads settings one by one and collects the errors, so that all are reported at once.</summary>
internal sealed class SettingsReader(IConfigurationSection section)
{
    private readonly List<string> _errors = [];
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<string> Errors => _errors;

    public void AddError(string error) => _errors.Add(error);

    public string? Text(string name)
    {
        _known.Add(name);
        var value = section[name]?.Trim();
        return string.IsNullOrEmpty(value) ? null : value;
    }

    public int Number(string name, int byDefault, int least, int most)
    {
        if (Text(name) is not { } text) return byDefault;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        AddError($"{section.Path}:{name} is '{text}'. Use a whole number from {least} to {most}; the default is {byDefault}.");
        return byDefault;
    }

    /// <summary>A list: one value with commas, or numbered values (<c>Judge__PageOrigins__0</c>).</summary>
    public IReadOnlyList<string> List(string name)
    {
        if (Text(name) is { } text) return text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return [.. section.GetSection(name).GetChildren().Select(child => child.Value?.Trim()).OfType<string>().Where(value => value.Length > 0)];
    }

    /// <summary>An unknown setting is probably a typing error. Without this error it would have no effect, silently.</summary>
    public void RefuseUnknown()
    {
        foreach (var child in section.GetChildren().Where(child => !_known.Contains(child.Key)))
        {
            AddError($"{child.Path} is not a setting. Known are: {string.Join(", ", _known.Order(StringComparer.Ordinal))}.");
        }
    }
}

/// <summary>Checks web addresses.</summary>
internal static class WebAddress
{
    public static bool IsHttp(string text, [NotNullWhen(true)] out Uri? url) =>
        Uri.TryCreate(text, UriKind.Absolute, out url) && url.Scheme is "http" or "https" && url.Host.Length > 0;

    /// <summary>An address in quotes, for a message; not if it may contain a password.</summary>
    public static string Shown(string text) => text.Contains('@') ? "(not shown, because it may contain a password)" : $"'{text}'";

    /// <summary>An origin must be written as browsers send it: scheme, host, and the port unless it is the scheme's default.</summary>
    public static bool IsOrigin(string text) => IsHttp(text, out var url) && url.GetLeftPart(UriPartial.Authority) == text && url.UserInfo.Length == 0;
}
