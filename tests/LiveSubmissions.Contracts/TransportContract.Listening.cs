namespace LiveSubmissions.Contracts;

/// <content>Listening.</content>
public abstract partial class TransportContract
{
    [Fact]
    public async Task Every_node_hears_every_entry_in_order_exactly_as_a_read_gives_it()
    {
        const int Count = 300;
        var nodes = new[] { await NodeAsync(), await NodeAsync() };
        var listeners = new[] { await ListenAsync(nodes[0]), await ListenAsync(nodes[1]) };

        await Task.WhenAll(Enumerable.Range(1, Count).Select(i =>
            AcceptAsync(nodes[i % 2], SampleEntry.Create(i, "wrong answer", i % 3 == 0 ? null : i, $"b{i % 2}", i))));

        var read = (await ReadAsync(nodes[0], limit: Count)).Entries;
        foreach (var listener in listeners)
        {
            await listener.ToHearAsync(Count);
            Assert.Equal(read.Select(e => e.Sequence), listener.Notifications.Select(n => n.Entry.Sequence));
            Assert.All(read.Zip(listener.Notifications), pair => AssertSame(pair.First, pair.Second.Entry));
            Assert.False(listener.WasCalledTwiceAtOnce);
        }
    }

    [Fact]
    public async Task A_listener_hears_its_own_group_alone()
    {
        var node = await NodeAsync();
        var listener = await ListenAsync(node);

        await node.AppendAsync(new SubmissionGroup($"{Group}_other"), SampleEntry.Create(1), Time.GetTimestamp(), origin: null, CancellationToken.None);
        await AcceptAsync(node, SampleEntry.Create(2));
        await listener.ToHearAsync(1);

        Assert.Equal("2", Assert.Single(listener.Notifications).Entry.State.Submission.ToString());
    }

    [Fact]
    public async Task A_listener_that_was_disposed_hears_nothing_more_and_the_others_go_on()
    {
        var node = await NodeAsync();
        var leaving = new RecordingListener();
        var staying = await ListenAsync(node);
        var listening = await node.ListenAsync(Group, leaving, CancellationToken.None);
        await AcceptAsync(node, SampleEntry.Create(1));
        await leaving.ToHearAsync(1);

        await listening.DisposeAsync();
        await AcceptAsync(node, SampleEntry.Create(2, counter: 2));
        await staying.ToHearAsync(2);
        var late = await ListenAsync(node);
        await AcceptAsync(node, SampleEntry.Create(3, counter: 3));
        await late.ToHearAsync(1);
        await staying.ToHearAsync(3);

        Assert.Single(leaving.Notifications);
        Assert.Equal("3", Assert.Single(late.Notifications).Entry.State.Submission.ToString());
    }

    [Fact]
    public async Task Listening_can_be_disposed_twice()
    {
        var node = await NodeAsync();
        var listening = await node.ListenAsync(Group, new RecordingListener(), CancellationToken.None);

        await listening.DisposeAsync();
        await listening.DisposeAsync();
    }
}
