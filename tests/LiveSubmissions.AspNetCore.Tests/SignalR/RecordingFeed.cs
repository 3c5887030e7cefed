using System.Collections.Concurrent;
using LiveSubmissions.Feed;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.AspNetCore.Tests.SignalR;

/// <summary>The real feed, and every cursor that it gave out.</summary>
internal sealed class RecordingFeed(ISubmissionFeed feed) : ISubmissionFeed
{
    public ConcurrentBag<FeedCursor> Cursors { get; } = [];

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton(static provider => ActivatorUtilities.CreateInstance<SubmissionFeed>(provider));
        services.AddSingleton<RecordingFeed>(static provider => new RecordingFeed(provider.GetRequiredService<SubmissionFeed>()));
        services.AddSingleton<ISubmissionFeed>(static provider => provider.GetRequiredService<RecordingFeed>());
    }

    public ValueTask<FeedPosition> GetPositionAsync(SubmissionGroup group, CancellationToken cancellationToken = default) => feed.GetPositionAsync(group, cancellationToken);

    public ValueTask<FeedPosition?> TryGetPositionAsync(SubmissionGroup group, CancellationToken cancellationToken = default) => feed.TryGetPositionAsync(group, cancellationToken);

    public async ValueTask<FeedCursor> SubscribeAsync(SubmissionGroup group, FeedCursorOptions options = default, CancellationToken cancellationToken = default)
    {
        var cursor = await feed.SubscribeAsync(group, options, cancellationToken);
        Cursors.Add(cursor);
        return cursor;
    }
}
