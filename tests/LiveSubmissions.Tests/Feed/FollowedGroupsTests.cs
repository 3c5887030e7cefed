using LiveSubmissions.Contracts;
using LiveSubmissions.Feed;

namespace LiveSubmissions.Tests.Feed;

/// <summary>What following costs a node: anybody may ask for any group, whether there is such a problem or not.</summary>
public sealed class FollowedGroupsTests
{
    [Fact]
    public async Task A_thousand_groups_without_a_submission_leave_nothing_once_their_followers_are_gone()
    {
        await using var host = new CoreHost();
        for (var i = 0; i < 1000; i++)
        {
            await host.Feed.GetPositionAsync(Unknown(i));
            await using var cursor = await host.Feed.SubscribeAsync(Unknown(i), new FeedCursorOptions { Since = FeedPosition.Beginning });
        }

        Assert.Equal(0, host.Feed.Followed);
        await Eventually.TrueAsync(() => host.Transport.Inner.Groups == 0, "the transport forgets them too");
    }

    [Fact]
    public async Task Whoever_gives_up_while_the_log_is_read_leaves_nothing_either_once_it_is()
    {
        await using var host = new CoreHost(static options => options.Feed.RecheckInterval = TimeSpan.FromMilliseconds(200));
        using var gone = new CancellationTokenSource();
        gone.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.Feed.SubscribeAsync(Unknown(1), default, gone.Token).AsTask());

        await Eventually.TrueAsync(() => host.Feed.Followed == 0, "the mirror is ended");
        await Eventually.TrueAsync(() => host.Transport.Inner.Groups == 0, "the transport forgets it too");
    }

    [Fact]
    public async Task The_mirror_of_a_log_with_a_submission_stays_for_a_while()
    {
        await using var host = new CoreHost();
        await host.Broadcaster.BroadcastAsync(1, 42, "accepted");

        await (await host.Feed.SubscribeAsync(CoreHost.Group)).DisposeAsync();

        Assert.Equal(1, host.Feed.Followed);
    }

    [Fact]
    public async Task A_group_that_is_followed_and_gets_its_first_submission_is_not_forgotten()
    {
        await using var host = new CoreHost();
        await using (await host.Feed.SubscribeAsync(CoreHost.Group))
        {
            await (await host.Feed.SubscribeAsync(CoreHost.Group)).DisposeAsync();
            await host.Broadcaster.BroadcastAsync(1, 42, "accepted");
        }

        await using var back = await host.Feed.SubscribeAsync(CoreHost.Group, new FeedCursorOptions { Since = FeedPosition.Beginning });
        Assert.Equal(["42=accepted"], await back.ReadUntilAsync("42=accepted"));
    }

    [Fact]
    public async Task A_node_follows_so_many_groups_and_no_more_and_who_has_left_takes_no_place()
    {
        await using var host = new CoreHost(static options => options.Feed.MaxFollowedGroups = 2);
        for (var problem = 1; problem <= 3; problem++) await host.Broadcaster.BroadcastAsync(problem, 42, "accepted");
        var left = await host.Feed.SubscribeAsync(CoreHost.Group);
        await using var stays = await host.Feed.SubscribeAsync(Problem(2));
        await left.DisposeAsync();

        var third = await host.Feed.SubscribeAsync(Problem(3));
        await using var again = await host.Feed.SubscribeAsync(Problem(2));
        var refusal = await Assert.ThrowsAsync<TooManyGroupsException>(() => host.Feed.SubscribeAsync(CoreHost.Group).AsTask());
        await Assert.ThrowsAsync<TooManyGroupsException>(() => host.Feed.SubscribeAsync(Unknown(1)).AsTask());
        await third.DisposeAsync();
        await using var first = await host.Feed.SubscribeAsync(CoreHost.Group);

        Assert.Contains("Feed.MaxFollowedGroups", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(2, host.Feed.Followed);
        Assert.Equal(2013, Assert.Single(host.LogRecords, static record => record.Id.Id == 2013).Id.Id);
        await Eventually.TrueAsync(() => host.Transport.ListeningTo(Problem(3)) == 0, "what made room has ended");
    }

    [Fact]
    public async Task An_update_that_comes_while_its_group_is_forgotten_is_kept()
    {
        await using var host = new CoreHost();
        var log = host.Transport.Inner;
        for (var i = 0; i < 500; i++)
        {
            var group = Unknown(i);
            var listening = await log.ListenAsync(group, new RecordingListener(), default);

            var ending = Task.Run(() => listening.DisposeAsync().AsTask());
            await Task.Run(() => log.AppendAsync(group, SampleEntry.Create(42), TimeProvider.System.GetTimestamp(), null, default).AsTask());
            await ending;

            Assert.Single((await log.ReadAsync(group, default, 10, default)).Entries);
        }
    }

    private static SubmissionGroup Problem(int id) => new($"problem_submissions_{id}");

    private static SubmissionGroup Unknown(int i) => new($"problem_submissions_unknown-{i}");
}
