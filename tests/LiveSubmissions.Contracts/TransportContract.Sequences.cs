using LiveSubmissions.Log;

namespace LiveSubmissions.Contracts;

/// <content>Epochs, sequences and predecessors.</content>
public abstract partial class TransportContract
{
    [Fact]
    public async Task The_first_read_makes_an_epoch_and_an_empty_log_ends_at_zero()
    {
        var node = await NodeAsync();

        var page = await ReadAsync(node);

        Assert.True(FeedPosition.TryParse($"{page.Epoch}:0", out _), $"'{page.Epoch}' can stand in a position");
        Assert.Equal(new FeedPosition(page.Epoch, 0), page.EndPosition);
        Assert.Equal(0, page.Floor);
        Assert.Empty(page.Entries);
        Assert.False(page.HasMore);
    }

    [Fact]
    public async Task An_epoch_stays_the_same_for_every_node()
    {
        var first = await ReadAsync(await NodeAsync());
        var second = await ReadAsync(await NodeAsync());

        Assert.Equal(first.Epoch, second.Epoch);
    }

    [Fact]
    public async Task Two_groups_have_logs_of_their_own()
    {
        var node = await NodeAsync();
        var other = new SubmissionGroup($"{Group}_other");
        await AcceptAsync(node, SampleEntry.Create(1));

        var page = await node.ReadAsync(other, default, 10, CancellationToken.None);

        Assert.Empty(page.Entries);
        Assert.Equal(0, page.End);
        Assert.Single((await ReadAsync(node)).Entries);
    }

    [Fact]
    public async Task Sequences_grow_and_every_notification_names_its_predecessor()
    {
        var node = await NodeAsync();
        var epoch = (await ReadAsync(node)).Epoch;
        var listener = await ListenAsync(node);

        List<FeedPosition> positions = [];
        for (var i = 1; i <= 5; i++) positions.Add(await AcceptAsync(node, SampleEntry.Create(i % 2, counter: i)));
        await listener.ToHearAsync(5);

        Assert.All(positions, position => Assert.Equal(epoch, position.Epoch));
        Assert.Equal(positions.Select(p => p.Sequence).Distinct().Order(), positions.Select(p => p.Sequence));
        Assert.Equal(positions.Select(p => p.Sequence), listener.Notifications.Select(n => n.Entry.Sequence));
        Assert.Equal([0, .. positions.SkipLast(1).Select(p => p.Sequence)], listener.Notifications.Select(n => n.Predecessor));
        Assert.All(listener.Notifications, notification => Assert.Equal(epoch, notification.Epoch));
    }

    [Fact]
    public async Task The_same_broadcast_again_gets_its_first_result_and_is_told_once()
    {
        var node = await NodeAsync();
        var listener = await ListenAsync(node);
        var entry = SampleEntry.Create(42, "accepted", revision: 7);

        var first = await AppendAsync(node, entry);
        var other = await AcceptAsync(node, SampleEntry.Create(43, counter: 2));
        var again = await AppendAsync(await NodeAsync(), entry);
        await AcceptAsync(node, SampleEntry.Create(44, counter: 3));
        await listener.ToHearAsync(3);

        Assert.True(first.IsHeld);
        Assert.Equal(first, again);
        Assert.Equal(["42", "43", "44"], listener.Notifications.Select(n => n.Entry.State.Submission.ToString()));
        Assert.Equal(other.Sequence, listener.Notifications[2].Predecessor);
    }

    [Fact]
    public async Task The_same_broadcast_without_a_revision_again_gets_its_first_result()
    {
        var node = await NodeAsync();
        var entry = SampleEntry.Create(42, counter: 5);

        var first = await AppendAsync(node, entry);
        var again = await AppendAsync(node, entry, age: TimeSpan.FromSeconds(3));

        Assert.Equal(first, again);
        Assert.True(again.IsHeld);
    }

    [Fact]
    public async Task A_refused_state_takes_no_sequence_and_is_told_to_nobody()
    {
        var node = await NodeAsync();
        var listener = await ListenAsync(node);
        var accepted = await AcceptAsync(node, SampleEntry.Create(42, "accepted", revision: 7));

        var refused = await AppendAsync(node, SampleEntry.Create(42, revision: 6, counter: 2));
        await AcceptAsync(node, SampleEntry.Create(43, counter: 3));
        await listener.ToHearAsync(2);

        Assert.Equal(new AppendResult(accepted, RefusalReason.OlderRevision, refused.Origin), refused);
        Assert.Equal(["42", "43"], listener.Notifications.Select(n => n.Entry.State.Submission.ToString()));
        Assert.Equal(accepted.Sequence, listener.Notifications[1].Predecessor);
    }
}
