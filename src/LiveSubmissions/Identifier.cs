using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace LiveSubmissions;

/// <summary>What a problem's and a submission's id have in common: a text that can stand in a group name, and whether it was a number.</summary>
internal readonly record struct Identifier
{
    /// <summary>The longest id: with the guide's prefix `problem_submissions_` a group name stays under 100 characters.</summary>
    public const int MaxLength = 79;

    /// <summary>The largest number that JavaScript tells from its neighbours: 2^53 - 1. Beyond it two submissions would be one there.</summary>
    private const long MaxNumber = (1L << 53) - 1;

    private Identifier(string text, bool isNumber)
    {
        Text = text;
        IsNumber = isNumber;
    }

    public string? Text { get; }

    /// <summary>Whether the id is a number on the wire: it was given as one, and every client can hold it.</summary>
    public bool IsNumber { get; }

    public static Identifier From(long number) => new(number.ToString(CultureInfo.InvariantCulture), isNumber: number is >= -MaxNumber and <= MaxNumber);

    public static Identifier From(Guid guid) => new(guid.ToString("D"), isNumber: false);

    /// <summary>A blank text is a missing id; a text that could not stand in a group name throws.</summary>
    public static Identifier From(string? text, string what)
    {
        if (string.IsNullOrWhiteSpace(text)) return default;
        if (TryParse(text, out var identifier)) return identifier;
        throw new ArgumentException(
            $"The {what} id '{Printable.Text(text)}' cannot stand in a group name. "
            + $"Use ASCII letters, digits, '-', '_' and '.', at most {MaxLength} characters; a hash or a slug of the value will do.");
    }

    public static bool TryParse([NotNullWhen(true)] string? text, out Identifier identifier)
    {
        var valid = text is { Length: > 0 and <= MaxLength } && SubmissionGroup.HasOnlyNameCharacters(text);
        identifier = valid ? new Identifier(text!, isNumber: false) : default;
        return valid;
    }

    // 42 and "42" name the same group and the same row of it: an id in a URL does not say which of the two it was.
    public bool Equals(Identifier other) => Text == other.Text;

    public override int GetHashCode() => Text is null ? 0 : string.GetHashCode(Text, StringComparison.Ordinal);
}
