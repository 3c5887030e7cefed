using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace LiveSubmissions;

/// <summary>The common part of <see cref="ProblemId"/> and <see cref="SubmissionId"/>: a text that may be part of a group name.</summary>
internal readonly record struct Identifier
{
    /// <summary>The length of the longest id. With the prefix <c>problem_submissions_</c> the group name has 99 characters, the most that is allowed.</summary>
    public const int MaxLength = 79;

    /// <summary>
    /// JavaScript's largest safe integer, 2^53 - 1. Above it JavaScript rounds: it reads 9007199254740993 as 9007199254740992, so two submissions would get the
    /// same id.
    /// </summary>
    private const long MaxNumber = (1L << 53) - 1;

    private Identifier(string text, bool isNumber)
    {
        Text = text;
        IsNumber = isNumber;
    }

    public string? Text { get; }

    /// <summary>Whether the id is a number on the wire: the application gave a number, and JavaScript can hold it.</summary>
    public bool IsNumber { get; }

    public static Identifier From(long number) => new(number.ToString(CultureInfo.InvariantCulture), isNumber: number is >= -MaxNumber and <= MaxNumber);

    public static Identifier From(Guid guid) => new(guid.ToString("D"), isNumber: false);

    /// <summary>Null or blank text gives a missing id. A text that may not be part of a group name throws.</summary>
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

    // 42 and "42" are equal: an id in a URL does not show whether the application uses numbers or texts.
    public bool Equals(Identifier other) => Text == other.Text;

    public override int GetHashCode() => Text is null ? 0 : string.GetHashCode(Text, StringComparison.Ordinal);
}

/// <summary>
/// Identifies a problem. An id is made from a number, a <see cref="Guid"/> or a text of ASCII letters, digits, '-', '_' and '.' (at most 79 characters).
/// <see langword="null"/> and blank text make a missing id.
/// </summary>
/// <remarks>
/// On the wire, an id is a JSON number if the application gave a number from -(2^53 - 1) to 2^53 - 1, which every JavaScript client can hold. Otherwise it is
/// a JSON string. <c>42</c> and <c>"42"</c> are equal, because an id in a URL does not show whether the application uses numbers or texts.
/// </remarks>
public readonly record struct ProblemId
{
    private readonly Identifier _id;

    private ProblemId(Identifier id) => _id = id;

    /// <summary>Makes an id from a number.</summary>
    public ProblemId(long number) => _id = Identifier.From(number);

    /// <summary>Makes an id from a GUID, written with dashes.</summary>
    public ProblemId(Guid guid) => _id = Identifier.From(guid);

    /// <summary>Makes an id from text. <see langword="null"/> or blank text makes a missing id.</summary>
    /// <exception cref="ArgumentException">The text has a character that a group name may not have, or is too long.</exception>
    public ProblemId(string? text) => _id = Identifier.From(text, "problem");

    /// <summary>Whether the id is missing: it is the default value, or was made from <see langword="null"/> or blank text.</summary>
    public bool IsMissing => _id.Text is null;

    /// <summary>Whether the id is a number on the wire: the application gave a number, and it is within ±(2^53 - 1).</summary>
    public bool IsNumber => _id.IsNumber;

    /// <summary>Makes an id from a number.</summary>
    public static implicit operator ProblemId(long number) => new(number);

    /// <summary>Makes an id from a number; <see langword="null"/> makes a missing id.</summary>
    public static implicit operator ProblemId(long? number) => number is { } value ? new(value) : default;

    /// <summary>Makes an id from a GUID.</summary>
    public static implicit operator ProblemId(Guid guid) => new(guid);

    /// <summary>Makes an id from text.</summary>
    /// <exception cref="ArgumentException">The text has a character that a group name may not have, or is too long.</exception>
    public static implicit operator ProblemId(string? text) => new(text);

    /// <summary>Parses an id, for instance from a URL, without throwing.</summary>
    /// <returns>Whether the text is an id.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out ProblemId id)
    {
        var valid = Identifier.TryParse(text, out var identifier);
        id = new ProblemId(identifier);
        return valid;
    }

    /// <summary>Returns the id as text. A missing id gives an empty text.</summary>
    public override string ToString() => _id.Text ?? "";
}

/// <summary>
/// Identifies a submission. An id is made from a number, a <see cref="Guid"/> or a text of ASCII letters, digits, '-', '_' and '.' (at most 79 characters).
/// <see langword="null"/> and blank text make a missing id.
/// </summary>
/// <remarks>
/// On the wire, an id is a JSON number if the application gave a number from -(2^53 - 1) to 2^53 - 1, which every JavaScript client can hold. Otherwise it is
/// a JSON string. <c>42</c> and <c>"42"</c> are equal, because an id in a URL does not show whether the application uses numbers or texts.
/// </remarks>
public readonly record struct SubmissionId
{
    private readonly Identifier _id;

    private SubmissionId(Identifier id) => _id = id;

    /// <summary>Makes an id from a number.</summary>
    public SubmissionId(long number) => _id = Identifier.From(number);

    /// <summary>Makes an id from a GUID, written with dashes.</summary>
    public SubmissionId(Guid guid) => _id = Identifier.From(guid);

    /// <summary>Makes an id from text. <see langword="null"/> or blank text makes a missing id.</summary>
    /// <exception cref="ArgumentException">The text has a character that a group name may not have, or is too long.</exception>
    public SubmissionId(string? text) => _id = Identifier.From(text, "submission");

    /// <summary>Whether the id is missing: it is the default value, or was made from <see langword="null"/> or blank text.</summary>
    public bool IsMissing => _id.Text is null;

    /// <summary>Whether the id is a number on the wire: the application gave a number, and it is within ±(2^53 - 1).</summary>
    public bool IsNumber => _id.IsNumber;

    /// <summary>Makes an id from a number.</summary>
    public static implicit operator SubmissionId(long number) => new(number);

    /// <summary>Makes an id from a number; <see langword="null"/> makes a missing id.</summary>
    public static implicit operator SubmissionId(long? number) => number is { } value ? new(value) : default;

    /// <summary>Makes an id from a GUID.</summary>
    public static implicit operator SubmissionId(Guid guid) => new(guid);

    /// <summary>Makes an id from text.</summary>
    /// <exception cref="ArgumentException">The text has a character that a group name may not have, or is too long.</exception>
    public static implicit operator SubmissionId(string? text) => new(text);

    /// <summary>Parses an id, for instance from a URL, without throwing.</summary>
    /// <returns>Whether the text is an id.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out SubmissionId id)
    {
        var valid = Identifier.TryParse(text, out var identifier);
        id = new SubmissionId(identifier);
        return valid;
    }

    /// <summary>Returns the id as text. A missing id gives an empty text.</summary>
    public override string ToString() => _id.Text ?? "";
}

/// <summary>The name of a group. A group has one log, and all clients that follow the group get the updates of this log in the same order.</summary>
/// <remarks>
/// A name consists of ASCII letters, digits, '-', '_' and '.', and has fewer than 100 characters. This is the rule of Django Channels, which the original
/// system uses.
/// </remarks>
public readonly record struct SubmissionGroup
{
    private const int MaxLength = 99;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    /// <summary>Makes a group from its name.</summary>
    /// <exception cref="ArgumentException">The name is empty or too long, or has a character that is not allowed.</exception>
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

    /// <summary>Whether a text has only the characters that a group name may have. Epochs and origins have only these characters too.</summary>
    [Experimental("LSUB001")]
    public static bool HasOnlyNameCharacters(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(NameCharacters);
}
