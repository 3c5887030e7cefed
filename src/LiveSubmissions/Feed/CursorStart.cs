namespace LiveSubmissions.Feed;

/// <summary>Where a cursor starts.</summary>
/// <param name="Position">The position.</param>
/// <param name="Resync">Why the position that was asked for cannot be used, or <see langword="null"/>.</param>
/// <param name="Complete">False when it starts from the beginning of a log whose beginning was trimmed away.</param>
internal readonly record struct CursorStart(FeedPosition Position, ResyncReason? Resync = null, bool Complete = true);
