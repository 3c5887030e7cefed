namespace LiveSubmissions.Contracts;

/// <content>Where many logs end, and the fence.</content>
public abstract partial class TransportContract
{
    [Fact]
    public async Task The_ends_of_many_groups_come_in_the_order_asked_and_missing_logs_are_made()
    {
        var node = await NodeAsync();
        var groups = Enumerable.Range(0, 300).Select(i => new SubmissionGroup($"{Group}_{i}")).ToList();
        var known = groups[150];
        var appended = await node.AppendAsync(known, SampleEntry.Create(42), Time.GetTimestamp(), origin: null, CancellationToken.None);

        var ends = await node.ReadEndsAsync(groups, CancellationToken.None);

        Assert.Equal(groups.Count, ends.Count);
        Assert.Equal(appended.Position, ends[150].Position);
        Assert.All(ends.Where(end => end.Position != appended.Position), end => Assert.Equal(0, end.Position.Sequence));
        foreach (var i in new[] { 0, 149, 151, 299 })
        {
            Assert.Equal(ends[i].Position, (await node.ReadAsync(groups[i], default, 1, CancellationToken.None)).EndPosition);
        }
    }

    [Fact]
    public async Task The_ends_of_no_groups_are_none()
    {
        var node = await NodeAsync();

        Assert.Empty(await node.ReadEndsAsync([], CancellationToken.None));
    }

    [Fact]
    public async Task A_fence_changes_the_epoch_and_keeps_the_entries()
    {
        var node = await NodeAsync();
        var before = await AcceptAsync(node, SampleEntry.Create(42));
        var listener = await ListenAsync(node);

        await node.FenceAsync(Group, before.Epoch!, CancellationToken.None);
        var page = await ReadAsync(node);
        var after = await AcceptAsync(node, SampleEntry.Create(43, counter: 2));
        await listener.ToHearAsync(1);

        Assert.NotEqual(before.Epoch, page.Epoch);
        Assert.Equal(before.Sequence, Assert.Single(page.Entries).Sequence);
        Assert.Equal(page.Epoch, after.Epoch);
        Assert.Equal(page.Epoch, listener.Notifications[0].Epoch);
        Assert.Equal(before.Sequence, listener.Notifications[0].Predecessor);
    }

    [Fact]
    public async Task A_fence_of_an_epoch_that_is_gone_changes_nothing()
    {
        var node = await NodeAsync();
        var before = await ReadAsync(node);

        await node.FenceAsync(Group, before.Epoch, CancellationToken.None);
        var fenced = await ReadAsync(node);
        await (await NodeAsync()).FenceAsync(Group, before.Epoch, CancellationToken.None);

        Assert.NotEqual(before.Epoch, fenced.Epoch);
        Assert.Equal(fenced.Epoch, (await ReadAsync(node)).Epoch);
    }

    [Fact]
    public async Task A_fence_of_a_log_that_does_not_exist_is_harmless()
    {
        var node = await NodeAsync();

        await node.FenceAsync(Group, "0123456789abcdef", CancellationToken.None);

        Assert.Equal(0, (await ReadAsync(node)).End);
    }
}
