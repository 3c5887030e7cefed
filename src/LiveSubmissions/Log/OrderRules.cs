namespace LiveSubmissions.Log;

/// <summary>What may replace what: the rules by which a log decides, in this order.</summary>
/// <remarks>The Redis transport's append script holds the same rules; the transport contract keeps the two alike.</remarks>
internal static class OrderRules
{
    /// <summary>Whether <paramref name="candidate"/> may replace <paramref name="stored"/>.</summary>
    /// <param name="stored">The state that the log holds.</param>
    /// <param name="storedGiven">When it was given to its broadcaster, by the log's clock.</param>
    /// <param name="candidate">The state that wants its place.</param>
    /// <param name="candidateGiven">When that was given to its broadcaster, by the log's clock.</param>
    public static RefusalReason Decide(SubmissionEntry stored, long storedGiven, SubmissionEntry candidate, long candidateGiven)
    {
        if (stored.Revision is { } storedRevision && candidate.Revision is { } revision)
        {
            if (revision == storedRevision) return HasSameContent(stored, candidate) ? RefusalReason.AlreadyKnown : RefusalReason.SameRevision;
            return revision > storedRevision ? RefusalReason.None : RefusalReason.OlderRevision;
        }

        if (stored.Operation.Broadcaster == candidate.Operation.Broadcaster)
        {
            return candidate.Operation.Counter > stored.Operation.Counter ? RefusalReason.None : RefusalReason.OlderOperation;
        }

        return candidateGiven >= storedGiven ? RefusalReason.None : RefusalReason.GivenEarlier;
    }

    /// <summary>Whether both say the same. The time at which they were broadcast, which ends a message and always has the same length, does not count.</summary>
    private static bool HasSameContent(SubmissionEntry stored, SubmissionEntry candidate) =>
        stored.Json.Length == candidate.Json.Length
        && stored.Json.Span[..candidate.ContentLength].SequenceEqual(candidate.Json.Span[..candidate.ContentLength]);
}
