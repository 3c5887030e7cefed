using System.Globalization;

namespace LiveSubmissions;

/// <summary>Makes texts for log messages and error messages: it makes foreign text safe to print, and writes a duration as a person says it.</summary>
internal static class Printable
{
    private const int MaxLength = 120;

    /// <summary>The most characters of an exception's message. It may name a cause and a fix, so it may be longer than a name or a value.</summary>
    private const int MaxWords = 400;

    /// <summary>The longest duration that <see cref="Seconds"/> prints: 100 years.</summary>
    private const double MostSeconds = 100 * 365.25 * 24 * 60 * 60;

    /// <summary>Returns the text with each control character replaced by '?', cut to 120 characters.</summary>
    public static string Text(string text) => Text(text, MaxLength);

    /// <summary>
    /// Returns a setting's value in quotes. A value with '@' is not shown, because it may be an address with a password before the '@'.
    /// </summary>
    public static string Setting(string text) => text.Contains('@', StringComparison.Ordinal) ? "(not shown, because it may hold a password)" : $"'{Text(text)}'";

    /// <summary>
    /// Returns the message of a foreign exception. If the message is empty, or if reading it throws, this returns the name of the exception's type.
    /// </summary>
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

    /// <summary>Returns a duration as a person says it: 350 ms, 2.5 s, 35 minutes, 5 hours, 3 days.</summary>
    public static string Duration(TimeSpan duration)
    {
        var (value, unit) = duration.Duration() switch
        {
            { Ticks: 0 } => (0, "s"),
            { TotalMilliseconds: < 999.5 } time => (time.TotalMilliseconds, "ms"),
            { TotalSeconds: < 60 } time => (time.TotalSeconds, "s"),
            { TotalMinutes: 1 } => (1, "minute"),
            { TotalMinutes: < 2 } time => (time.TotalSeconds, "s"),
            { TotalHours: 1 } => (1, "hour"),
            { TotalHours: < 2 } time => (time.TotalMinutes, "minutes"),
            { TotalDays: 1 } => (1, "day"),
            { TotalDays: < 2 } time => (time.TotalHours, "hours"),
            var time => (time.TotalDays, "days"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{(duration < TimeSpan.Zero ? "-" : "")}{Math.Round(value, value < 10 && unit is "ms" or "s" ? 1 : 0)} {unit}");
    }

    /// <summary>
    /// Returns the <see cref="Duration"/> for a number of seconds from another process. The number may be wrong: NaN counts as 0, and more than 100 years as
    /// 100 years.
    /// </summary>
    public static string Seconds(double seconds) => Duration(TimeSpan.FromSeconds(double.IsNaN(seconds) ? 0 : Math.Clamp(seconds, -MostSeconds, MostSeconds)));

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
