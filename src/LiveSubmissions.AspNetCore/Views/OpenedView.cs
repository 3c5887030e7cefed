using System.Diagnostics.CodeAnalysis;
using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Feed;

namespace LiveSubmissions.AspNetCore.Views;

/// <summary>A cursor, or why the client gets none.</summary>
internal readonly record struct OpenedView(FeedCursor? Cursor, CloseCode? Refusal)
{
    public static implicit operator OpenedView(FeedCursor cursor) => new(cursor, null);

    public static implicit operator OpenedView(CloseCode refusal) => new(null, refusal);

    public bool IsRefused([NotNullWhen(true)] out CloseCode? refusal, [NotNullWhen(false)] out FeedCursor? cursor)
    {
        refusal = Refusal;
        cursor = Cursor;
        return refusal is not null;
    }
}
