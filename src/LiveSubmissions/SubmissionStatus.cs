using System.ComponentModel;
using System.Globalization;
using System.Text;

namespace LiveSubmissions;

/// <summary>
/// A submission's status: the usual ones have names here, any other text is a status too (<c>new SubmissionStatus("wrong_answer")</c>).
/// </summary>
/// <remarks>
/// <para>
/// A text that cannot be a status as it is does not throw: the status of a finished submission must reach its page. It is cleaned. Control characters
/// and line breaks become one space, white space at both ends goes, half a character (a lone surrogate) becomes U+FFFD, and what is longer than
/// <see cref="MaxLength"/> is cut and ends with '…'. The broadcaster logs a warning and says so in <see cref="BroadcastResult.LeftOut"/>.
/// </para>
/// <para>Which statuses are terminal is a setting: <see cref="LiveSubmissionsOptions.TerminalStatuses"/>.</para>
/// </remarks>
[TypeConverter(typeof(FromConfiguration))]
public readonly record struct SubmissionStatus
{
    /// <summary>The longest status, in characters (UTF-16 code units).</summary>
    public const int MaxLength = 64;

    /// <summary>A text that was good as it was, or what was made of another. One field: a status stands in every entry that is kept.</summary>
    private readonly object? _text;

    /// <summary>Makes a status from its text; a text that cannot be one as it is is cleaned.</summary>
    /// <param name="value">Any text that is not blank; 1 to 64 characters without control characters are kept as they are.</param>
    /// <exception cref="ArgumentException">The text is null or blank, or nothing is left of it.</exception>
    public SubmissionStatus(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (IsClean(value))
        {
            _text = value;
            return;
        }

        var cleaned = Clean(value);
        if (cleaned.Length == 0)
        {
            throw new ArgumentException(
                $"'{Printable.Text(value)}' is not a submission status: it is blank. Give a text, for instance \"accepted\".", nameof(value));
        }

        _text = new Cleaned(cleaned, Printable.Text(value));
    }

    /// <summary>Waiting for a worker.</summary>
    public static SubmissionStatus Queued { get; } = new("queued");

    /// <summary>A worker evaluates it.</summary>
    public static SubmissionStatus Evaluating { get; } = new("evaluating");

    /// <summary>Evaluated, and good.</summary>
    public static SubmissionStatus Accepted { get; } = new("accepted");

    /// <summary>Evaluated, and not good: the participant's fault.</summary>
    public static SubmissionStatus Rejected { get; } = new("rejected");

    /// <summary>Could not be evaluated: the judge's fault.</summary>
    public static SubmissionStatus Failed { get; } = new("failed");

    /// <summary>Given up on request.</summary>
    public static SubmissionStatus Cancelled { get; } = new("cancelled");

    /// <summary>The text as it stands on the wire; empty for the default value, which is no status.</summary>
    public string Value => _text as string ?? (_text as Cleaned)?.Value ?? "";

    /// <summary>The text that was given, fit to be printed, if the status had to be cleaned. Two statuses with one value are equal all the same.</summary>
    internal string? Given => (_text as Cleaned)?.Given;

    /// <summary>Makes a status from its text; a text that cannot be one as it is is cleaned.</summary>
    /// <exception cref="ArgumentException">The text is null or blank, or nothing is left of it.</exception>
    public static implicit operator SubmissionStatus(string value) => new(value);

    /// <summary>Whether both stand for the same text on the wire.</summary>
    public bool Equals(SubmissionStatus other) => Value == other.Value;

    /// <summary>A hash of the text on the wire.</summary>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <summary>The text as it stands on the wire.</summary>
    public override string ToString() => Value;

    private static bool IsClean(string value)
    {
        if (value.Length is 0 or > MaxLength || char.IsWhiteSpace(value[0]) || char.IsWhiteSpace(value[^1])) return false;
        for (var i = 0; i < value.Length; i++)
        {
            if (BreaksLine(value[i])) return false;
            if (!char.IsSurrogate(value[i])) continue;
            if (i + 1 == value.Length || !char.IsSurrogatePair(value[i], value[i + 1])) return false;
            i++;
        }

        return true;
    }

    private static string Clean(string value)
    {
        var cleaned = new StringBuilder(MaxLength + 2);
        var afterBreak = false;
        foreach (var rune in value.AsSpan().Trim().EnumerateRunes())
        {
            if (rune.IsBmp && BreaksLine((char)rune.Value))
            {
                while (cleaned.Length > 0 && cleaned[^1] == ' ') cleaned.Length--;
                afterBreak = true;
                continue;
            }

            if (afterBreak && Rune.IsWhiteSpace(rune)) continue;
            if (afterBreak && cleaned.Length > 0) cleaned.Append(' ');
            afterBreak = false;

            // The rest of a long text is not looked at: it would be cut.
            cleaned.Append(rune.ToString());
            if (cleaned.Length > MaxLength && !Rune.IsWhiteSpace(rune)) break;
        }

        var text = cleaned.ToString().Trim();
        if (text.Length <= MaxLength) return text;
        var length = MaxLength - 1;
        if (char.IsHighSurrogate(text[length - 1])) length--;
        return string.Concat(text.AsSpan(0, length), "…");
    }

    /// <summary>Control characters, and the two separators that some programs take for line breaks.</summary>
    private static bool BreaksLine(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';

    private sealed record Cleaned(string Value, string Given);

    /// <summary>
    /// Reads a status from a configuration file. A blank one becomes the default value, which the options' validator names: the binder leaves out what
    /// throws, and says nothing.
    /// </summary>
    private sealed class FromConfiguration : TypeConverter
    {
        public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

        public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
            value is string text && !string.IsNullOrWhiteSpace(text) ? new SubmissionStatus(text) : default;
    }
}
