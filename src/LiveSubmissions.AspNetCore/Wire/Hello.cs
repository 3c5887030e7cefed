using LiveSubmissions.Feed;

namespace LiveSubmissions.AspNetCore.Wire;

/// <summary>What a client is told first.</summary>
/// <param name="Position">Where it stands before the first update.</param>
/// <param name="Resumed">Whether it gave a position that could be used.</param>
/// <param name="Complete">False when it asked for everything and retention has removed something.</param>
/// <param name="IsOwnPosition">
/// Whether <paramref name="Position"/> is the client's from now on. It is not before the resync that follows when its own could not be used.
/// </param>
/// <param name="Heartbeat">How often heartbeats come.</param>
/// <param name="Verified">False when the node is not sure of its mirror.</param>
internal readonly record struct Hello(
    FeedPosition Position, bool Resumed, bool Complete, bool IsOwnPosition, TimeSpan Heartbeat, bool Verified = true)
{
    public Hello(FeedCursor cursor, FeedPosition? since, TimeSpan heartbeat)
        : this(cursor.Position, cursor.Resumed, cursor.Complete, since is null || cursor.Resumed, heartbeat, cursor.BelievesVerified == true)
    {
    }
}
