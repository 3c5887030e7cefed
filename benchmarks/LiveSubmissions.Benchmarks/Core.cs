using LiveSubmissions.Log;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.Benchmarks;

/// <summary>The library as an application has it, over the in-memory log.</summary>
internal sealed class Core : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public Core()
    {
        var services = new ServiceCollection();
        services.AddLiveSubmissions();
        _services = services.BuildServiceProvider();
    }

    public static SubmissionGroup Group { get; } = new("problem_submissions_1");

    public ISubmissionBroadcaster Broadcaster => _services.GetRequiredService<ISubmissionBroadcaster>();

    public ISubmissionFeed Feed => _services.GetRequiredService<ISubmissionFeed>();

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
