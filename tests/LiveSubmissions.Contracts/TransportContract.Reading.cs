using LiveSubmissions.Log;

namespace LiveSubmissions.Contracts;

/// <content>Reading, paging, retention.</content>
public abstract partial class TransportContract
{
    [Fact]
    public async Task A_read_gives_the_newest_state_of_each_submission_in_the_order_of_sequences()
    {
        var node = await NodeAsync();
        for (var i = 1; i <= 3; i++) await AcceptAsync(node, SampleEntry.Create(i, "evaluating", counter: i));
        var last = await AcceptAsync(node, SampleEntry.Create(1, "accepted", counter: 4));

        var page = await ReadAsync(node);

        Assert.Equal(["2", "3", "1"], page.Entries.Select(e => e.State.Submission.ToString()));
        Assert.Equal(["evaluating", "evaluating", "accepted"], page.Entries.Select(e => e.State.Status.Value));
        Assert.Equal(page.Entries.Select(e => e.Sequence).Order(), page.Entries.Select(e => e.Sequence));
        Assert.Equal(last, page.EndPosition);
        Assert.False(page.HasMore);
    }

    [Fact]
    public async Task Pages_follow_one_another_and_say_whether_there_is_more()
    {
        var node = await NodeAsync();
        for (var i = 1; i <= 7; i++) await AcceptAsync(node, SampleEntry.Create(i, counter: i));

        List<string> read = [];
        var position = FeedPosition.Beginning;
        LogPage page;
        do
        {
            page = await ReadAsync(node, position, limit: 3);
            Assert.InRange(page.Entries.Count, 1, 3);
            read.AddRange(page.Entries.Select(e => e.State.Submission.ToString()));
            position = new FeedPosition(page.Epoch, page.Entries[^1].Sequence);
        }
        while (page.HasMore);

        Assert.Equal(["1", "2", "3", "4", "5", "6", "7"], read);
        Assert.Equal(page.EndPosition, position);
        Assert.Empty((await ReadAsync(node, position)).Entries);
    }

    [Fact]
    public async Task A_log_of_many_large_entries_can_be_read_to_its_end()
    {
        var node = await NodeAsync();
        var metrics = $"\"{new string('x', 60_000)}\"";
        for (var i = 1; i <= 60; i++) await AcceptAsync(node, SampleEntry.Create(i, counter: i, metrics: metrics));

        var read = 0;
        var position = FeedPosition.Beginning;
        for (var pages = 0; pages < 100; pages++)
        {
            var page = await ReadAsync(node, position, limit: 1000);
            read += page.Entries.Count;
            if (!page.HasMore) break;
            position = new FeedPosition(page.Epoch, page.Entries[^1].Sequence);
        }

        Assert.Equal(60, read);
    }

    [Fact]
    public async Task A_position_of_a_foreign_epoch_gets_an_empty_page_that_names_the_logs_own()
    {
        var node = await NodeAsync();
        var end = await AcceptAsync(node, SampleEntry.Create(42));

        var page = await ReadAsync(node, new FeedPosition("another", 0));

        Assert.Empty(page.Entries);
        Assert.Equal(end, page.EndPosition);
    }

    [Fact]
    public async Task A_position_past_the_end_gets_an_empty_page()
    {
        var node = await NodeAsync();
        var end = await AcceptAsync(node, SampleEntry.Create(42));

        var page = await ReadAsync(node, end with { Sequence = long.MaxValue });

        Assert.Empty(page.Entries);
        Assert.Equal(end, page.EndPosition);
    }

    [Theory]
    [MemberData(nameof(Entries))]
    public async Task A_read_and_a_notification_give_exactly_what_was_appended(SubmissionEntry entry)
    {
        var node = await NodeAsync();
        var listener = await ListenAsync(node);

        var position = await AcceptAsync(node, entry);
        await listener.ToHearAsync(1);

        var read = Assert.Single((await ReadAsync(await NodeAsync())).Entries);
        Assert.Equal(position.Sequence, read.Sequence);
        AssertSame(entry, read.State);
        AssertSame(read, listener.Notifications[0].Entry);
    }

    /// <summary>States with everything that an encoding may lose.</summary>
    public static IEnumerable<object[]> Entries()
    {
        yield return [SampleEntry.Create(42, "accepted", 7, metrics: """{"accuracy":0.95}""")];
        yield return [SampleEntry.Create("42", "accepted", 0, problem: "1")];
        yield return [SampleEntry.Create(-42, "queued", null, problem: long.MaxValue)];
        yield return [SampleEntry.Create("a.b-c_d", "wrong answer", long.MaxValue, counter: long.MaxValue, problem: "x-1_2.3")];
        yield return [SampleEntry.Create("-", " - überprüft 一 \u2028 🎉 ", null, counter: 0, problem: "-")];
        yield return [SampleEntry.Create(new Guid("00112233-4455-6677-8899-aabbccddeeff"), "failed", metrics: "\"two\\nlines \r\n and \0 bytes\"")];
    }

    [Fact]
    public async Task A_number_and_its_text_are_one_submission()
    {
        var node = await NodeAsync();

        await AcceptAsync(node, SampleEntry.Create(42, revision: 1));
        await AcceptAsync(node, SampleEntry.Create("42", revision: 2, counter: 2));

        Assert.False(Assert.Single((await ReadAsync(node)).Entries).State.Submission.IsNumber);
    }

    [Fact]
    public async Task Retention_trims_the_oldest_and_raises_the_floor()
    {
        Options.Retention.MaxSubmissions = 3;
        var node = await NodeAsync();
        List<long> sequences = [];
        for (var i = 1; i <= 3; i++) sequences.Add((await AcceptAsync(node, SampleEntry.Create(i, counter: i))).Sequence);
        Assert.Equal(0, (await ReadAsync(node)).Floor);

        await AcceptAsync(node, SampleEntry.Create(1, counter: 4));
        await AcceptAsync(node, SampleEntry.Create(4, counter: 5));

        var page = await ReadAsync(node);
        Assert.Equal(["3", "1", "4"], page.Entries.Select(e => e.State.Submission.ToString()));
        Assert.Equal(sequences[1], page.Floor);
    }

    [Fact]
    public async Task A_cancelled_call_ends_as_cancelled()
    {
        var node = await NodeAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await node.AppendAsync(Group, SampleEntry.Create(1), Time.GetTimestamp(), cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await node.ReadAsync(Group, default, 1, cancelled.Token));
    }
}
