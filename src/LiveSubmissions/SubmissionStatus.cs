namespace LiveSubmissions;

/// <summary>
/// A submission's status: the usual ones have names here, any other text is a status too (<c>new SubmissionStatus("wrong_answer")</c>).
/// </summary>
/// <remarks>Which statuses are terminal is a setting: <see cref="LiveSubmissionsOptions.TerminalStatuses"/>.</remarks>
public readonly record struct SubmissionStatus
{
    /// <summary>The longest status, in characters.</summary>
    public const int MaxLength = 64;

    private readonly string? _value;

    /// <summary>Makes a status from its text as it stands on the wire.</summary>
    /// <param name="value">1 to 64 characters, none of them a control character.</param>
    /// <exception cref="ArgumentException">The text is blank, too long, or has a control character.</exception>
    public SubmissionStatus(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (string.IsNullOrWhiteSpace(value) || value.Length > MaxLength || value.Any(char.IsControl) || HasLoneSurrogate(value))
        {
            throw new ArgumentException(
                $"'{Printable.Text(value)}' is not a submission status. Use 1 to {MaxLength} characters without control characters.",
                nameof(value));
        }

        _value = value;
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
    public string Value => _value ?? "";

    /// <summary>Makes a status from its text.</summary>
    /// <exception cref="ArgumentException">The text is blank, too long, or has a control character.</exception>
    public static implicit operator SubmissionStatus(string value) => new(value);

    /// <summary>The text as it stands on the wire.</summary>
    public override string ToString() => Value;

    private static bool HasLoneSurrogate(string value)
    {
        foreach (var rune in value.EnumerateRunes())
        {
            if (rune == System.Text.Rune.ReplacementChar && !value.Contains('\ufffd', StringComparison.Ordinal)) return true;
        }

        return false;
    }
}
