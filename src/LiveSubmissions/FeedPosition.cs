using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace LiveSubmissions;

/// <summary>
/// Where a reader stands in a group's log: the log's epoch, and the sequence up to which everything is known. The default value is
/// <see cref="Beginning"/>.
/// </summary>
/// <param name="Epoch">The log's random id; <see langword="null"/> means any log, from its beginning.</param>
/// <param name="Sequence">The highest sequence that the reader knows of; 0 is before the first.</param>
public readonly record struct FeedPosition(string? Epoch, long Sequence)
{
    private const int MaxEpochLength = 64;

    /// <summary>Before everything that a log retains, whichever log it is. Written <c>0</c>.</summary>
    public static FeedPosition Beginning => default;

    /// <summary>Reads <c>{epoch}:{sequence}</c> or <c>0</c>.</summary>
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

    /// <summary><c>{epoch}:{sequence}</c>, or <c>0</c> for <see cref="Beginning"/>.</summary>
    public override string ToString() => Epoch is null ? "0" : string.Create(CultureInfo.InvariantCulture, $"{Epoch}:{Sequence}");
}
