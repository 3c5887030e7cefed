using Microsoft.AspNetCore.Http;

namespace LiveSubmissions.AspNetCore.Wire;

/// <summary>The position from which a client wants to resume: the query's <c>since</c>.</summary>
internal static class Since
{
    /// <summary>
    /// A position in no log: no epoch is written so. What cannot be read stands for it, so that the client is told to resync on the same way as
    /// one whose log is gone, and not left with a silent gap.
    /// </summary>
    private static readonly FeedPosition Unusable = new("-", 0);

    /// <summary>The position, or <see langword="null"/> when the client did not say one: live updates only.</summary>
    public static FeedPosition? From(HttpRequest request) => request.Query.TryGetValue("since", out var text) ? From(text.ToString()) : null;

    /// <summary>The position that a text stands for.</summary>
    public static FeedPosition From(string text) => FeedPosition.TryParse(text, out var position) ? position : Unusable;
}
