using LiveSubmissions.Feed;
using LiveSubmissions.Log;
using LiveSubmissions.Transport;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.Benchmarks;

/// <summary>The library as an application has it, over the in-memory log.</summary>
internal sealed class Core : IAsyncDisposable
{
    private const string ThisBroadcaster = "benchmark0000000";

    private static readonly UpdateMessage Message = UpdateWriter.Write(
        new SubmissionUpdate { ProblemId = 1, SubmissionId = 42, Status = SubmissionStatus.Evaluating }, DateTimeOffset.UnixEpoch);

    private readonly ServiceProvider _services;

    public Core()
    {
        var services = new ServiceCollection();
        services.AddLiveSubmissions();
        _services = services.BuildServiceProvider();
        Broadcaster = _services.GetRequiredService<ISubmissionBroadcaster>();
        Feed = _services.GetRequiredService<ISubmissionFeed>();
        Transport = _services.GetRequiredService<ISubmissionTransport>();
    }

    public static SubmissionGroup Group { get; } = new("problem_submissions_1");

    public ISubmissionBroadcaster Broadcaster { get; }

    public ISubmissionFeed Feed { get; }

    public ISubmissionTransport Transport { get; }

    /// <summary>Appends an entry, its message made beforehand, past the broadcaster.</summary>
    public ValueTask<AppendResult> AppendAsync(long submission, long counter)
    {
        var entry = new SubmissionEntry
        {
            Problem = 1,
            Submission = submission,
            Status = SubmissionStatus.Evaluating,
            Operation = new OperationId(ThisBroadcaster, counter),
            Json = Message.Json,
            PlainLength = Message.PlainLength,
        };
        return Transport.AppendAsync(Group, entry, TimeProvider.System.GetTimestamp(), origin: null, CancellationToken.None);
    }

    /// <summary>A log that holds so many submissions.</summary>
    public async Task FillAsync(int submissions)
    {
        for (var i = 0; i < submissions; i++) await Broadcaster.BroadcastAsync(1, i, SubmissionStatus.Queued);
    }

    /// <summary>The entries of the whole log.</summary>
    public async Task<IReadOnlyList<LogEntry>> EntriesAsync()
    {
        await using var cursor = await Feed.SubscribeAsync(Group, new FeedCursorOptions { Since = FeedPosition.Beginning });
        return (await cursor.ReadAsync()).Entries;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
