using System.Text;
using LiveSubmissions.Feed;

namespace LiveSubmissions.Tests.Feed;

internal static class FeedCursorExtensions
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>Reads one batch, with a deadline.</summary>
    public static async Task<FeedBatch> NextAsync(this FeedCursor cursor)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        return await cursor.ReadAsync(deadline.Token);
    }

    /// <summary>Reads until a submission has a status, and returns every state seen, as <c>submission=status</c>.</summary>
    public static async Task<List<string>> ReadUntilAsync(this FeedCursor cursor, string state)
    {
        var seen = new List<string>();
        while (!seen.Contains(state))
        {
            var batch = await cursor.NextAsync();
            Assert.Equal(FeedBatchKind.Entries, batch.Kind);
            seen.AddRange(batch.Entries.Select(entry => $"{entry.State.Submission}={entry.State.Status}"));
        }

        return seen;
    }

    public static string Text(this ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);
}
