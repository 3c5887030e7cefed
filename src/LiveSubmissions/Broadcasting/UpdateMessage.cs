namespace LiveSubmissions.Broadcasting;

/// <summary>An update as it goes over the wire, but for what only the log knows.</summary>
/// <param name="Json">An object without its closing brace.</param>
/// <param name="PlainLength">How many of the first bytes are the plain dialect's.</param>
/// <param name="NullsForNumbers">How many numbers JSON could not carry.</param>
/// <param name="LeftOut">Why the metrics were left out, in words; null if they were not.</param>
internal readonly record struct UpdateMessage(byte[] Json, int PlainLength, int NullsForNumbers, string? LeftOut = null);
