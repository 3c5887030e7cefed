using LiveSubmissions.Log;

namespace LiveSubmissions.Contracts;

/// <content>The order rules: what may replace what.</content>
public abstract partial class TransportContract
{
    private const long BeyondDouble = 1L << 53;

    /// <summary>Pairs of numbers, the first the lesser, that a comparison of texts or of floating-point numbers would get wrong.</summary>
    public static TheoryData<long, long> LesserAndGreater => new()
    {
        { 0, 1 },
        { 9, 10 },
        { 99, 1_000 },
        { BeyondDouble, BeyondDouble + 1 },
        { long.MaxValue - 1, long.MaxValue },
    };

    [Theory]
    [MemberData(nameof(LesserAndGreater))]
    public async Task Rule_1_the_greater_revision_wins_whoever_gave_it_when(long lesser, long greater)
    {
        var node = await NodeAsync();

        await AcceptAsync(node, SampleEntry.Create(42, "first", lesser, "b1", counter: 9));
        await AcceptAsync(node, SampleEntry.Create(42, "second", greater, "b1", counter: 8), age: TimeSpan.FromHours(1));
        var refused = await AppendAsync(node, SampleEntry.Create(42, "third", lesser, "b2", counter: 10));

        Assert.Equal(RefusalReason.OlderRevision, refused.Refusal);
        Assert.Equal("second", Assert.Single((await ReadAsync(node)).Entries).State.Status.Value);
    }

    [Theory]
    [InlineData("second", "null", "null")]
    [InlineData("first", "{}", "null")]
    [InlineData("first", "null", "0.5")]
    public async Task Rule_1_the_same_revision_with_other_content_is_refused(string status, string metrics, string progress)
    {
        var node = await NodeAsync();

        await AcceptAsync(node, SampleEntry.Create(42, "first", long.MaxValue, "b1"));
        var refused = await AppendAsync(node, SampleEntry.Create(42, status, long.MaxValue, "b2", metrics: metrics, progress: progress));

        Assert.Equal(RefusalReason.SameRevision, refused.Refusal);
        Assert.Equal("first", Assert.Single((await ReadAsync(node)).Entries).State.Status.Value);
    }

    [Theory]
    [InlineData("b1", 2)]
    [InlineData("b2", 1)]
    public async Task Rule_1_the_same_revision_with_the_same_content_is_known_already_and_told_to_nobody(string broadcaster, long counter)
    {
        var node = await NodeAsync();
        var listener = await ListenAsync(node);
        var first = await AcceptAsync(node, SampleEntry.Create(42, "first", 7, "b1", metrics: """{"accuracy":0.5}""", at: "2026-01-31T12:00:00.000Z"));
        await AcceptAsync(node, SampleEntry.Create(43, counter: 9));

        var known = await AppendAsync(
            node, SampleEntry.Create(42, "first", 7, broadcaster, counter, metrics: """{"accuracy":0.5}""", at: "2026-01-31T12:00:09.999Z"));
        await AcceptAsync(node, SampleEntry.Create(44, counter: 10));
        await listener.ToHearAsync(3);

        Assert.Equal(RefusalReason.AlreadyKnown, known.Refusal);
        Assert.True(known.IsHeld);
        Assert.Equal(first, known.Position);
        Assert.Equal(["42", "43", "44"], listener.Notifications.Select(heard => heard.Entry.State.Submission.ToString()));
        Assert.Equal(listener.Notifications[1].Entry.Sequence, listener.Notifications[2].Predecessor);
    }

    [Fact]
    public async Task A_state_for_the_log_of_one_origin_goes_into_no_other()
    {
        var node = await NodeAsync();
        var first = await AppendAsync(node, SampleEntry.Create(42));
        await node.FenceAsync(Group, first.Position.Epoch!, CancellationToken.None);

        var accepted = await node.AppendAsync(Group, SampleEntry.Create(43, counter: 2), Time.GetTimestamp(), first.Origin, CancellationToken.None);
        var refused = await node.AppendAsync(Group, SampleEntry.Create(44, counter: 3), Time.GetTimestamp(), "another", CancellationToken.None);
        var page = await ReadAsync(node);

        Assert.Equal(RefusalReason.None, accepted.Refusal);
        Assert.Equal(RefusalReason.OtherLog, refused.Refusal);
        Assert.Equal(first.Origin, refused.Origin);
        Assert.Equal(first.Origin, page.Origin);
        Assert.NotEqual(first.Position.Epoch, page.Epoch);
        Assert.Equal(["42", "43"], page.Entries.Select(entry => entry.State.Submission.ToString()));
    }

    [Theory]
    [MemberData(nameof(LesserAndGreater))]
    public async Task Rule_2_without_revisions_the_same_broadcasters_greater_counter_wins(long lesser, long greater)
    {
        var node = await NodeAsync();

        await AcceptAsync(node, SampleEntry.Create(42, "first", counter: lesser));
        await AcceptAsync(node, SampleEntry.Create(42, "second", counter: greater), age: TimeSpan.FromHours(1));
        var refused = await AppendAsync(node, SampleEntry.Create(42, "third", counter: lesser));

        Assert.Equal(RefusalReason.OlderOperation, refused.Refusal);
        Assert.Equal("second", Assert.Single((await ReadAsync(node)).Entries).State.Status.Value);
    }

    [Theory]
    [InlineData(5L, null)]
    [InlineData(null, 5L)]
    public async Task Rule_2_holds_when_only_one_of_the_two_has_a_revision(long? stored, long? candidate)
    {
        var node = await NodeAsync();

        await AcceptAsync(node, SampleEntry.Create(42, "first", stored, counter: 3));
        var refused = await AppendAsync(node, SampleEntry.Create(42, "second", candidate, counter: 2));
        await AcceptAsync(node, SampleEntry.Create(42, "third", candidate, counter: 4));

        Assert.Equal(RefusalReason.OlderOperation, refused.Refusal);
    }

    [Fact]
    public async Task Rule_3_of_two_broadcasters_the_state_given_later_wins()
    {
        var node = await NodeAsync();

        await AcceptAsync(node, SampleEntry.Create(42, "first", broadcaster: "b1", counter: 100), age: TimeSpan.FromMinutes(2));
        var earlier = await AppendAsync(node, SampleEntry.Create(42, "earlier", broadcaster: "b2", counter: 200), age: TimeSpan.FromMinutes(3));
        await AcceptAsync(node, SampleEntry.Create(42, "later", broadcaster: "b2", counter: 1), age: TimeSpan.FromMinutes(1));

        Assert.Equal(RefusalReason.GivenEarlier, earlier.Refusal);
        Assert.Equal("later", Assert.Single((await ReadAsync(node)).Entries).State.Status.Value);
    }

    [Fact]
    public async Task Rule_3_compares_when_states_were_given_not_when_they_were_sent()
    {
        var node = await NodeAsync();

        await AcceptAsync(node, SampleEntry.Create(42, "accepted", broadcaster: "b1"));
        var deferred = await AppendAsync(node, SampleEntry.Create(42, "evaluating", broadcaster: "b2"), age: TimeSpan.FromSeconds(30));

        Assert.Equal(RefusalReason.GivenEarlier, deferred.Refusal);
    }

    [Fact]
    public async Task A_refusal_of_one_submission_does_not_touch_another()
    {
        var node = await NodeAsync();

        await AcceptAsync(node, SampleEntry.Create("a.b-c_d", revision: 9));
        await AcceptAsync(node, SampleEntry.Create("A.b-c_d", revision: 1));
        await AcceptAsync(node, SampleEntry.Create("a.b", revision: 1));

        Assert.Equal(["a.b-c_d", "A.b-c_d", "a.b"], (await ReadAsync(node)).Entries.Select(e => e.State.Submission.ToString()));
    }

    [Fact]
    public async Task Two_nodes_that_append_to_the_same_submission_converge()
    {
        var nodes = new[] { await NodeAsync(), await NodeAsync() };
        var listener = await ListenAsync(nodes[0]);

        var results = await Task.WhenAll(nodes.Select(async (node, n) =>
        {
            List<AppendResult> mine = [];
            for (var i = 1; i <= 100; i++) mine.Add(await AppendAsync(node, SampleEntry.Create(42, $"{n}-{i}", (2 * i) + n, $"b{n}", i)));
            return mine;
        }));
        var accepted = results.SelectMany(r => r).Where(r => r.IsHeld).Select(r => r.Position.Sequence).Order().ToList();
        await listener.ToHearAsync(accepted.Count);

        var entry = Assert.Single((await ReadAsync(nodes[1])).Entries);
        Assert.Equal(201, entry.State.Revision);
        Assert.Equal(accepted, listener.Notifications.Select(n => n.Entry.Sequence));
        Assert.Equal([0, .. accepted.SkipLast(1)], listener.Notifications.Select(n => n.Predecessor));
        var revisions = listener.Notifications.Select(n => n.Entry.State.Revision!.Value).ToList();
        Assert.Equal(revisions.Order(), revisions);
        AssertSame(entry, listener.Notifications[^1].Entry);
    }
}
