using LiveSubmissions.Feed;

namespace LiveSubmissions.Diagnostics.Nodes;

/// <summary>How the process's mirrors are.</summary>
internal sealed class FeedNodeFacts(ISubmissionFeed feed) : INodeFacts
{
    private const int MaxNamed = 10;

    public void AddTo(NodeReport report)
    {
        // An application may have put a feed of its own in the place of this library's.
        if (feed is SubmissionFeed own)
        {
            var behind = own.Unverified;
            report.Mirrors = new MirrorFacts(
                own.Followed,
                [.. behind.Take(MaxNamed).Select(group => group.Name)],
                [.. own.Damaged.Take(MaxNamed).Select(log => $"{log.Group}: {log.Damage}")]);
        }
    }
}
