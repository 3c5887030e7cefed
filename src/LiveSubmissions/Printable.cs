namespace LiveSubmissions;

/// <summary>Makes foreign text safe to stand in a log line or an error message.</summary>
internal static class Printable
{
    private const int MaxLength = 120;

    /// <summary>An exception's words may name a cause and a fix: longer than a name or a value.</summary>
    private const int MaxWords = 400;

    /// <summary>The text without control characters, cut to a length that a person reads.</summary>
    public static string Text(string text) => Text(text, MaxLength);

    /// <summary>A setting's value in quotes; not one that may hold a password, as an address does before its '@'.</summary>
    public static string Setting(string text) => text.Contains('@', StringComparison.Ordinal) ? "(not shown, because it may hold a password)" : $"'{Text(text)}'";

    /// <summary>What a foreign exception says. It may say nothing, and may throw when it is asked.</summary>
    public static string Words(Exception exception)
    {
        try
        {
            return exception.Message is { Length: > 0 } words ? Text(words, MaxWords) : exception.GetType().Name;
        }
        catch (Exception)
        {
            return exception.GetType().Name;
        }
    }

    private static string Text(string text, int maxLength)
    {
        var cut = text.Length > maxLength ? string.Concat(text.AsSpan(0, maxLength - (char.IsHighSurrogate(text[maxLength - 1]) ? 1 : 0)), "…") : text;
        if (!cut.AsSpan().ContainsAnyInRange('\u0000', '\u001f') && !cut.AsSpan().ContainsAnyInRange('\u007f', '\u009f')) return cut;
        return string.Create(cut.Length, cut, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = char.IsControl(source[i]) ? '?' : source[i];
        });
    }
}
