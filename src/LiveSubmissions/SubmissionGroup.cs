using System.Buffers;

namespace LiveSubmissions;

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

    internal static bool HasOnlyNameCharacters(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(NameCharacters);
}
