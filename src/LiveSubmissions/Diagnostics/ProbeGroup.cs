namespace LiveSubmissions.Diagnostics;

/// <summary>The group in which nodes prove delivery to themselves. No problem's group has this name: the guide's prefix is another.</summary>
internal static class ProbeGroup
{
    public static SubmissionGroup Group { get; } = new("live_submissions_probe");
}
