using LiveSubmissions.Feed;

namespace LiveSubmissions.Tests.Model;

/// <summary>A page: rows that the application gave it, and what the feed added. It never blocks: it reads what there is.</summary>
internal sealed class SimulatedClient(Func<Dictionary<string, long>> readRows, bool usesRevisions)
{
    private FeedCursor? _cursor;
    private Task<FeedBatch>? _read;
    private FeedPosition? _position;

    /// <summary>For each submission the number of the state that the page shows.</summary>
    public Dictionary<string, long> View { get; private set; } = [];

    public List<string> StepsBack { get; } = [];

    public async Task ReadAsync(ISubmissionFeed feed)
    {
        _cursor ??= await ConnectAsync(feed);
        while (true)
        {
            _read ??= _cursor.ReadAsync().AsTask();
            if (!_read.IsCompleted) return;
            Take(await _read);
            _read = null;
        }
    }

    public async Task LeaveAsync()
    {
        if (_cursor is null) return;
        await _cursor.DisposeAsync();
        if (_read is not null) await _read.ContinueWith(_ => { }, TaskScheduler.Default);
        _cursor = null;
        _read = null;
    }

    private async Task<FeedCursor> ConnectAsync(ISubmissionFeed feed)
    {
        if (_position is null && usesRevisions)
        {
            _position = await feed.GetPositionAsync(CoreHost.Group);
            View = readRows();
        }

        // Without revisions a page cannot know that its row is newer than an entry, so it takes all from the log.
        _position ??= FeedPosition.Beginning;

        return await feed.SubscribeAsync(CoreHost.Group, new FeedCursorOptions { Since = _position });
    }

    private void Take(FeedBatch batch)
    {
        _position = batch.Position;
        if (batch.Kind == FeedBatchKind.Resync)
        {
            View = readRows();
            return;
        }

        foreach (var entry in batch.Entries)
        {
            var submission = entry.State.Submission.ToString();
            var number = long.Parse(entry.State.Status.Value);
            if (View.GetValueOrDefault(submission) > number)
            {
                // With revisions a page passes over what is older than its row. Without, it cannot know.
                if (usesRevisions) continue;
                StepsBack.Add($"submission {submission} from {View[submission]} to {number}");
            }

            View[submission] = number;
        }
    }
}
