namespace LiveSubmissions.Drills.Tests.Support;

/// <summary>What may become of an update that nobody lost.</summary>
internal static class Outcomes
{
    /// <summary>Accepted, or known already; or deferred, and then it is sent; or refused, because something newer of its submission is known.</summary>
    public static void IsKnown(Given given)
    {
        var (outcome, _, reason) = given.Result;
        if (outcome is BroadcastOutcome.Accepted or BroadcastOutcome.AlreadyKnown or BroadcastOutcome.Deferred) return;
        var superseded = outcome == BroadcastOutcome.Refused && (reason!.Contains("newer", StringComparison.Ordinal) || reason == "older revision");
        Assert.True(superseded, $"submission {given.Submission}, revision {given.Row.Revision}: {outcome} ({reason})");
    }
}
