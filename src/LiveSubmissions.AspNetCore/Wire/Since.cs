using Microsoft.AspNetCore.Http;

namespace LiveSubmissions.AspNetCore.Wire;

/// <summary>The position from which a client wants to resume: the <c>since</c> of the query.</summary>
internal static class Since
{
    /// <summary>
    /// A position that is in no log, because no epoch is <c>-</c>. It replaces a text that cannot be read, so that the client is told to resync, as if its log
    /// were gone. Otherwise it would miss updates and not know.
    /// </summary>
    private static readonly FeedPosition Unusable = new("-", 0);

    /// <summary>The position; <see langword="null"/> if the client gave none and wants live updates only.</summary>
    public static FeedPosition? From(HttpRequest request) => request.Query.TryGetValue("since", out var text) ? From(text.ToString()) : null;

    /// <summary>The position that a text stands for.</summary>
    public static FeedPosition From(string text) => FeedPosition.TryParse(text, out var position) ? position : Unusable;
}
