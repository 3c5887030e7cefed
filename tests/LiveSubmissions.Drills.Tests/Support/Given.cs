namespace LiveSubmissions.Drills.Tests.Support;

/// <summary>An update that the application gave to the broadcaster, what it was told of it, and how long that took.</summary>
internal sealed record Given(int Submission, Row Row, BroadcastResult Result, TimeSpan Took);
