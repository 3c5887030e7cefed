using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace LiveSubmissions;

/// <summary>
/// A reader's position in a group's log: the log's epoch, and the sequence up to which the reader knows every entry. The default value is
/// <see cref="Beginning"/>.
/// </summary>
/// <param name="Epoch">The log's random id. <see langword="null"/> means the beginning of any log.</param>
/// <param name="Sequence">The highest sequence that the reader knows. 0 means before the first entry.</param>
public readonly record struct FeedPosition(string? Epoch, long Sequence)
{
    private const int MaxEpochLength = 64;

    /// <summary>The position before the first entry of any log. Its text is <c>0</c>.</summary>
    public static FeedPosition Beginning => default;

    /// <summary>Parses <c>{epoch}:{sequence}</c> or <c>0</c>.</summary>
    /// <returns>Whether the text is a position.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out FeedPosition position)
    {
        position = default;
        if (text is "0") return true;
        var colon = text?.LastIndexOf(':') ?? -1;
        if (colon is < 1 or > MaxEpochLength) return false;
        var epoch = text![..colon];
        if (!SubmissionGroup.HasOnlyNameCharacters(epoch)) return false;
        if (!long.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)) return false;
        position = new FeedPosition(epoch, sequence);
        return true;
    }

    /// <summary>Returns <c>{epoch}:{sequence}</c>, or <c>0</c> for <see cref="Beginning"/>.</summary>
    public override string ToString() => Epoch is null ? "0" : string.Create(CultureInfo.InvariantCulture, $"{Epoch}:{Sequence}");
}
