using System.Buffers;
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

/// <summary>
/// Identifies a problem. Made from a number, a <see cref="Guid"/> or a text of ASCII letters, digits, '-', '_' and '.' (at most 79 characters);
/// <see langword="null"/> and blank text make a missing id.
/// </summary>
/// <remarks>
/// On the wire an id is a number when it was given as one that every JavaScript client can hold, from -(2^53 - 1) to 2^53 - 1, and a string otherwise.
/// <c>42</c> and <c>"42"</c> are equal: an id that comes out of a URL does not say which it was.
/// </remarks>
public readonly record struct ProblemId
{
    private readonly Identifier _id;

    private ProblemId(Identifier id) => _id = id;

    /// <summary>Makes an id from a number.</summary>
    public ProblemId(long number) => _id = Identifier.From(number);

    /// <summary>Makes an id from a GUID, written with dashes.</summary>
    public ProblemId(Guid guid) => _id = Identifier.From(guid);

    /// <summary>Makes an id from text; <see langword="null"/> or blank makes a missing one.</summary>
    /// <exception cref="ArgumentException">The text has a character that cannot stand in a group name, or is too long.</exception>
    public ProblemId(string? text) => _id = Identifier.From(text, "problem");

    /// <summary>Whether there is no id: the default value, or made from nothing.</summary>
    public bool IsMissing => _id.Text is null;

    /// <summary>Whether the id is written as a number on the wire: it was given as one, and is within ±(2^53 - 1).</summary>
    public bool IsNumber => _id.IsNumber;

    /// <summary>Makes an id from a number.</summary>
    public static implicit operator ProblemId(long number) => new(number);

    /// <summary>Makes an id from a number that may be missing.</summary>
    public static implicit operator ProblemId(long? number) => number is { } value ? new(value) : default;

    /// <summary>Makes an id from a GUID.</summary>
    public static implicit operator ProblemId(Guid guid) => new(guid);

    /// <summary>Makes an id from text.</summary>
    /// <exception cref="ArgumentException">The text has a character that cannot stand in a group name, or is too long.</exception>
    public static implicit operator ProblemId(string? text) => new(text);

    /// <summary>Reads an id from text such as a URL's, without throwing.</summary>
    /// <returns>Whether the text is an id.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out ProblemId id)
    {
        var valid = Identifier.TryParse(text, out var identifier);
        id = new ProblemId(identifier);
        return valid;
    }

    /// <summary>The id as text; empty when it is missing.</summary>
    public override string ToString() => _id.Text ?? "";
}

/// <summary>
/// Identifies a submission. Made from a number, a <see cref="Guid"/> or a text of ASCII letters, digits, '-', '_' and '.' (at most 79 characters);
/// <see langword="null"/> and blank text make a missing id.
/// </summary>
/// <remarks>
/// On the wire an id is a number when it was given as one that every JavaScript client can hold, from -(2^53 - 1) to 2^53 - 1, and a string otherwise.
/// <c>42</c> and <c>"42"</c> are equal: an id that comes out of a URL does not say which it was.
/// </remarks>
public readonly record struct SubmissionId
{
    private readonly Identifier _id;

    private SubmissionId(Identifier id) => _id = id;

    /// <summary>Makes an id from a number.</summary>
    public SubmissionId(long number) => _id = Identifier.From(number);

    /// <summary>Makes an id from a GUID, written with dashes.</summary>
    public SubmissionId(Guid guid) => _id = Identifier.From(guid);

    /// <summary>Makes an id from text; <see langword="null"/> or blank makes a missing one.</summary>
    /// <exception cref="ArgumentException">The text has a character that cannot stand in a group name, or is too long.</exception>
    public SubmissionId(string? text) => _id = Identifier.From(text, "submission");

    /// <summary>Whether there is no id: the default value, or made from nothing.</summary>
    public bool IsMissing => _id.Text is null;

    /// <summary>Whether the id is written as a number on the wire: it was given as one, and is within ±(2^53 - 1).</summary>
    public bool IsNumber => _id.IsNumber;

    /// <summary>Makes an id from a number.</summary>
    public static implicit operator SubmissionId(long number) => new(number);

    /// <summary>Makes an id from a number that may be missing.</summary>
    public static implicit operator SubmissionId(long? number) => number is { } value ? new(value) : default;

    /// <summary>Makes an id from a GUID.</summary>
    public static implicit operator SubmissionId(Guid guid) => new(guid);

    /// <summary>Makes an id from text.</summary>
    /// <exception cref="ArgumentException">The text has a character that cannot stand in a group name, or is too long.</exception>
    public static implicit operator SubmissionId(string? text) => new(text);

    /// <summary>Reads an id from text such as a URL's, without throwing.</summary>
    /// <returns>Whether the text is an id.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out SubmissionId id)
    {
        var valid = Identifier.TryParse(text, out var identifier);
        id = new SubmissionId(identifier);
        return valid;
    }

    /// <summary>The id as text; empty when it is missing.</summary>
    public override string ToString() => _id.Text ?? "";
}

/// <summary>
/// The name of a group: those who follow it get its submissions' updates, in one order, from one log.
/// </summary>
/// <remarks>Names are ASCII letters, digits, '-', '_' and '.', under 100 characters: the rule of Django Channels, whose names are kept.</remarks>
public readonly record struct SubmissionGroup
{
    private const int MaxLength = 99;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    /// <summary>Makes a group from its name.</summary>
    /// <exception cref="ArgumentException">The name is empty, too long, or has another character.</exception>
    public SubmissionGroup(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > MaxLength || !HasOnlyNameCharacters(name))
        {
            throw new ArgumentException(
                $"'{Printable.Text(name)}' is not a group name. Use ASCII letters, digits, '-', '_' and '.', 1 to {MaxLength} characters.",
                nameof(name));
        }

        Name = name;
    }

    /// <summary>The name, for instance <c>problem_submissions_1</c>.</summary>
    public string Name { get; }

    /// <summary>The name.</summary>
    public override string ToString() => Name ?? "";

    /// <summary>Whether a text has only the characters of a group name; epochs and origins keep to them too.</summary>
    [Experimental("LSUB001")]
    public static bool HasOnlyNameCharacters(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(NameCharacters);
}
