using System.Collections.Concurrent;
using LiveSubmissions.Feed;

namespace LiveSubmissions.Redis.Tests.HighAvailability;

/// <summary>A page: the rows that it was rendered from, and what the feed added.</summary>
internal sealed class Page : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, long> _view = new();
    private readonly FeedCursor _cursor;
    private readonly Func<int, Dictionary<string, long>> _readRows;
    private readonly Task _reading;
    private int _resyncs;

    private Page(FeedCursor cursor, int problem, Func<int, Dictionary<string, long>> readRows)
    {
        _cursor = cursor;
        Problem = problem;
        _readRows = readRows;
        Render();
        _reading = ReadAsync();
    }

    public int Problem { get; }

    /// <summary>How often it was told to ask the application.</summary>
    public int Resyncs => Volatile.Read(ref _resyncs);

    public ConcurrentQueue<string> StepsBack { get; } = [];

    public static async Task<Page> OpenAsync(ISubmissionFeed feed, int problem, Func<int, Dictionary<string, long>> readRows)
    {
        // First the position, then the rows: what changes in between comes as an entry.
        var position = await feed.GetPositionAsync(Judge.Group(problem));
        return new Page(await feed.SubscribeAsync(Judge.Group(problem), new FeedCursorOptions { Since = position }), problem, readRows);
    }

    /// <summary>The revision that it shows.</summary>
    public long Shows(string submission) => _view.GetValueOrDefault(submission);

    public async ValueTask DisposeAsync()
    {
        await _cursor.DisposeAsync();
        await _reading;
    }

    private void Render()
    {
        foreach (var (submission, revision) in _readRows(Problem))
        {
            if (Shows(submission) > revision) StepsBack.Enqueue($"submission {submission} from {Shows(submission)} to row {revision}");
            _view[submission] = revision;
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true) Take(await _cursor.ReadAsync());
        }
        catch (ObjectDisposedException)
        {
            // The page was closed.
        }
    }

    private void Take(FeedBatch batch)
    {
        if (batch.Kind == FeedBatchKind.Resync)
        {
            Render();
            Interlocked.Increment(ref _resyncs);
            return;
        }

        foreach (var entry in batch.Entries)
        {
            // An entry that is older than the row is passed over: that is what revisions are for.
            var submission = entry.State.Submission.ToString();
            if (entry.State.Revision is { } revision && Shows(submission) < revision) _view[submission] = revision;
        }
    }
}
