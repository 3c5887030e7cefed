namespace LiveSubmissions;

/// <summary>Makes foreign text safe to stand in a log line or an error message.</summary>
internal static class Printable
{
    private const int MaxLength = 120;

    /// <summary>The text without control characters, cut to a length that a person reads.</summary>
    public static string Text(string text)
    {
        var cut = text.Length > MaxLength ? string.Concat(text.AsSpan(0, MaxLength), "…") : text;
        if (!cut.AsSpan().ContainsAnyInRange('\u0000', '\u001f') && !cut.Contains('\u007f', StringComparison.Ordinal)) return cut;
        return string.Create(cut.Length, cut, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = char.IsControl(source[i]) ? '?' : source[i];
        });
    }
}
