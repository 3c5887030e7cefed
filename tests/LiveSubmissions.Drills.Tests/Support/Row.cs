namespace LiveSubmissions.Drills.Tests.Support;

/// <summary>What the application's database holds of a submission.</summary>
internal sealed record Row(long Revision, string Status);
