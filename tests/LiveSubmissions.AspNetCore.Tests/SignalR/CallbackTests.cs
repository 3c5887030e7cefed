using Microsoft.AspNetCore.SignalR;

namespace LiveSubmissions.AspNetCore.Tests.SignalR;

public sealed class CallbackTests
{
    [Theory]
    [InlineData(HubSide.Json)]
    [InlineData(HubSide.MessagePack)]
    public async Task Who_joins_is_called_back_with_the_updates_in_order_from_the_position_that_it_was_told(string protocol)
    {
        await using var web = await HubSide.StartAsync();
        var before = await web.SayAsync(1, SubmissionStatus.Queued);
        await using var connection = await web.ConnectHubAsync(protocol);
        var calls = new HubCalls(connection);

        var position = await connection.JoinAsync(1);
        for (var id = 2; id <= 50; id++) await web.SayAsync(id, SubmissionStatus.Accepted);

        Assert.Equal(before.ToString(), position);
        var all = await calls.CountAsync(49);
        Assert.All(all, static call => Assert.Equal("SubmissionUpdate", call.Method));
        Assert.Equal(Enumerable.Range(2, 49).Select(static id => (long)id), all.Select(static call => (long)call.Message["submission_id"]!));
        Assert.Equal(
            ["type", "submission_id", "status", "metrics", "problem_id", "revision", "progress", "at", "sequence"],
            all[0].Message.Select(static field => field.Key));
    }

    [Fact]
    public async Task Who_joins_with_a_position_gets_what_came_after_it()
    {
        await using var web = await HubSide.StartAsync();
        var known = await web.SayAsync(1, SubmissionStatus.Queued);
        await web.SayAsync(2, SubmissionStatus.Queued);
        await using var connection = await web.ConnectHubAsync();
        var calls = new HubCalls(connection);

        Assert.Equal(known.ToString(), await connection.JoinSinceAsync("1", known.ToString()));

        Assert.Equal(2, (long)(await calls.CountAsync(1))[0].Message["submission_id"]!);
    }

    [Fact]
    public async Task Joining_twice_is_joining_once_and_joining_with_a_position_starts_from_there()
    {
        await using var web = await HubSide.StartAsync();
        await web.SayAsync(1, SubmissionStatus.Queued);
        await using var connection = await web.ConnectHubAsync();
        var calls = new HubCalls(connection);

        var first = await connection.JoinAsync(1);
        await web.SayAsync(2, SubmissionStatus.Queued);
        await calls.CountAsync(1);
        Assert.Equal(first, await connection.JoinAsync("1"));
        await web.SayAsync(3, SubmissionStatus.Queued);
        await calls.CountAsync(2);
        await connection.JoinSinceAsync(1, "0");
        await calls.CountAsync(5);
        await web.SayAsync(4, SubmissionStatus.Queued);

        Assert.Equal([2L, 3L, 1L, 2L, 3L, 4L], (await calls.CountAsync(6)).Select(static call => (long)call.Message["submission_id"]!));
    }

    [Fact]
    public async Task After_leaving_nothing_comes()
    {
        await using var web = await HubSide.StartAsync();
        await using var connection = await web.ConnectHubAsync();
        var calls = new HubCalls(connection);
        await connection.JoinAsync(1);
        await connection.JoinAsync(2);
        await web.SayAsync(1, SubmissionStatus.Queued);
        await calls.CountAsync(1);

        await connection.LeaveAsync("1");
        await connection.LeaveAsync("1");
        await web.SayAsync(2, SubmissionStatus.Queued);
        await web.Broadcaster.BroadcastAsync(2, 3, SubmissionStatus.Queued);

        Assert.Equal([1L, 3L], (await calls.CountAsync(2)).Select(static call => (long)call.Message["submission_id"]!));
        await connection.JoinAsync(1);
        await web.SayAsync(4, SubmissionStatus.Queued);
        Assert.Equal(4, (long)(await calls.CountAsync(3))[2].Message["submission_id"]!);
    }

    [Theory]
    [InlineData(HubSide.Json)]
    [InlineData(HubSide.MessagePack)]
    public async Task Lost_history_is_told_with_the_problem_that_it_is_about(string protocol)
    {
        await using var web = await HubSide.StartAsync();
        await using var connection = await web.ConnectHubAsync(protocol);
        var calls = new HubCalls(connection);

        var position = await connection.JoinSinceAsync(7, "gone:5");

        var (method, message) = (await calls.CountAsync(1))[0];
        Assert.Equal("SubmissionResync", method);
        Assert.Equal($$"""{"type":"resync","position":"{{position}}","reason":"epoch","problem_id":7}""", message.ToJsonString());
    }

    [Theory]
    [InlineData(HubSide.Json)]
    [InlineData(HubSide.MessagePack)]
    public async Task A_problems_number_that_javascript_would_round_comes_back_as_text(string protocol)
    {
        await using var web = await HubSide.StartAsync();
        await using var connection = await web.ConnectHubAsync(protocol);
        var calls = new HubCalls(connection);

        await connection.JoinSinceAsync(653_247_040_368_672_769, "gone:5");

        var (_, message) = (await calls.CountAsync(1))[0];
        Assert.EndsWith(",\"problem_id\":\"653247040368672769\"}", message.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_joins_so_many_problems_and_is_told_when_it_wants_more()
    {
        await using var web = await HubSide.StartAsync();
        await using var connection = await web.ConnectHubAsync();
        var calls = new HubCalls(connection);
        for (var problem = 1; problem <= 99; problem++) await connection.JoinAsync(problem);
        await using var stream = await connection.FollowAsync(1);

        var error = await Assert.ThrowsAsync<HubException>(() => connection.JoinAsync(101));
        await connection.LeaveAsync(99);
        await connection.JoinAsync(101);

        Assert.Contains("100 problems and submissions", error.Message, StringComparison.Ordinal);
        for (var problem = 1; problem <= 101; problem++) await web.Broadcaster.BroadcastAsync(problem, problem, SubmissionStatus.Queued);
        var called = (await calls.CountAsync(99)).Select(static call => (long)call.Message["problem_id"]!).ToHashSet();
        Assert.Equal(99, called.Count);
        Assert.DoesNotContain(99L, called);
        await stream.CountAsync(2);
    }

    [Fact]
    public async Task Another_connections_joins_are_its_own_and_end_with_it()
    {
        await using var web = await HubSide.StartAsync();
        await using var joined = await web.ConnectHubAsync();
        await using var other = await web.ConnectHubAsync();
        var calls = new HubCalls(joined);
        var otherCalls = new HubCalls(other);
        await joined.JoinAsync(1);
        await web.SayAsync(1, SubmissionStatus.Queued);
        await calls.CountAsync(1);

        await joined.StopAsync();
        await joined.StartAsync();
        await web.SayAsync(2, SubmissionStatus.Queued);
        await joined.JoinAsync(1);
        await web.SayAsync(3, SubmissionStatus.Queued);

        Assert.Equal([1L, 3L], (await calls.CountAsync(2)).Select(static call => (long)call.Message["submission_id"]!));
        Assert.Empty(otherCalls.All);
    }
}
