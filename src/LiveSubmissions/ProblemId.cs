using System.Diagnostics.CodeAnalysis;

namespace LiveSubmissions;

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
