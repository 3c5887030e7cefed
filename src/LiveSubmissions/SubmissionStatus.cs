using System.ComponentModel;
using System.Globalization;
using System.Text;

namespace LiveSubmissions;

/// <summary>
/// A submission's status. The usual statuses are properties of this type; any other text is a status too: <c>new SubmissionStatus("wrong_answer")</c>.
/// </summary>
/// <remarks>
/// <para>
/// A text that breaks the rules for a status does not throw, because the status of a finished submission must reach the page. Instead the text is cleaned:
/// control characters and line breaks become one space; white space at both ends is removed; a lone surrogate (half of a character) becomes U+FFFD; a text
/// that is longer than <see cref="MaxLength"/> is cut and ends with '…'. The broadcaster logs a warning and reports the change in
/// <see cref="BroadcastResult.LeftOut"/>.
/// </para>
/// <para>The setting <see cref="LiveSubmissionsOptions.TerminalStatuses"/> says which statuses are terminal.</para>
/// </remarks>
[TypeConverter(typeof(FromConfiguration))]
public readonly record struct SubmissionStatus
{
    /// <summary>The length of the longest status, in characters (UTF-16 code units).</summary>
    public const int MaxLength = 64;

    /// <summary>
    /// The text as a <see cref="string"/> if it was valid as given; otherwise a <see cref="Cleaned"/>. There is only one field to save memory, because every
    /// entry of a log holds a status.
    /// </summary>
    private readonly object? _text;

    /// <summary>Makes a status from its text. A text that breaks the rules for a status is cleaned.</summary>
    /// <param name="value">
    /// A text that is not blank. It is kept as it is if it has 1 to 64 characters, no control characters, and no white space at its ends.
    /// </param>
    /// <exception cref="ArgumentException">The text is null or blank, or is empty after it was cleaned.</exception>
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

    /// <summary>The submission waits for a worker.</summary>
    public static SubmissionStatus Queued { get; } = new("queued");

    /// <summary>A worker evaluates the submission.</summary>
    public static SubmissionStatus Evaluating { get; } = new("evaluating");

    /// <summary>The submission was evaluated and is good.</summary>
    public static SubmissionStatus Accepted { get; } = new("accepted");

    /// <summary>The submission was evaluated and is not good. This is the participant's fault.</summary>
    public static SubmissionStatus Rejected { get; } = new("rejected");

    /// <summary>The submission could not be evaluated. This is the judge's fault.</summary>
    public static SubmissionStatus Failed { get; } = new("failed");

    /// <summary>The evaluation was cancelled on request.</summary>
    public static SubmissionStatus Cancelled { get; } = new("cancelled");

    /// <summary>The text that is sent. It is empty for the default value, which is not a valid status.</summary>
    public string Value => _text as string ?? (_text as Cleaned)?.Value ?? "";

    /// <summary>
    /// The text as the application gave it, made safe for a log line; <see langword="null"/> if it did not have to be cleaned. It does not count for equality:
    /// two statuses with the same <see cref="Value"/> are equal.
    /// </summary>
    internal string? Given => (_text as Cleaned)?.Given;

    /// <summary>Makes a status from its text. A text that breaks the rules for a status is cleaned.</summary>
    /// <exception cref="ArgumentException">The text is null or blank, or is empty after it was cleaned.</exception>
    public static implicit operator SubmissionStatus(string value) => new(value);

    /// <summary>Whether both statuses have the same <see cref="Value"/>.</summary>
    public bool Equals(SubmissionStatus other) => Value == other.Value;

    /// <summary>Returns the hash code of <see cref="Value"/>.</summary>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <summary>Returns <see cref="Value"/>.</summary>
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

            // The loop ends once the text is long enough: the rest would be cut off anyway.
            cleaned.Append(rune.ToString());
            if (cleaned.Length > MaxLength && !Rune.IsWhiteSpace(rune)) break;
        }

        var text = cleaned.ToString().Trim();
        if (text.Length <= MaxLength) return text;
        var length = MaxLength - 1;
        if (char.IsHighSurrogate(text[length - 1])) length--;
        return string.Concat(text.AsSpan(0, length), "…");
    }

    /// <summary>Control characters, and the two Unicode separators (U+2028, U+2029) that some programs treat as line breaks.</summary>
    private static bool BreaksLine(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';

    private sealed record Cleaned(string Value, string Given);

    /// <summary>
    /// Reads a status from a configuration file. A blank text gives the default value, and the options' validator reports that. If the converter threw instead,
    /// the configuration binder would silently ignore the text.
    /// </summary>
    private sealed class FromConfiguration : TypeConverter
    {
        public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

        public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
            value is string text && !string.IsNullOrWhiteSpace(text) ? new SubmissionStatus(text) : default;
    }
}
