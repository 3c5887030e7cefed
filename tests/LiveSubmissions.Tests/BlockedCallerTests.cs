using LiveSubmissions.Contracts;
using LiveSubmissions.Feed;
using LiveSubmissions.Log;
using LiveSubmissions.Tests.Diagnostics;
using LiveSubmissions.Tests.Feed;
using LiveSubmissions.Transport;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.Tests;

/// <summary>A caller that blocks its thread, or the context that it called on, holds up nobody but itself.</summary>
public sealed class BlockedCallerTests : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly GatedTransport _transport = new(NodeHost.NewTransport());
    private readonly BlockedContext _blocked = new();
    private readonly ServiceProvider _services;

    public BlockedCallerTests()
    {
        var services = new ServiceCollection();
        services.AddSingleton<ISubmissionTransport>(_transport);
        services.AddLiveSubmissions(static options => options.Feed.HeartbeatInterval = TimeSpan.FromMilliseconds(100));
        _services = services.BuildServiceProvider();
    }

    private ISubmissionBroadcaster Broadcaster => _services.GetRequiredService<ISubmissionBroadcaster>();

    private ISubmissionFeed Feed => _services.GetRequiredService<ISubmissionFeed>();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task A_broadcast_on_a_blocked_context_does_not_hold_up_the_submissions_next_update()
    {
        var gate = _transport.Close();
        var blocked = _blocked.Call(() => Broadcaster.BroadcastAsync(1, 42, "queued").AsTask());
        var next = Broadcaster.BroadcastAsync(1, 42, "accepted").AsTask();
        gate.SetResult();

        Assert.Equal(BroadcastOutcome.Accepted, (await next.WaitAsync(Deadline)).Outcome);
        Assert.Equal(BroadcastOutcome.Accepted, (await blocked.WaitAsync(Deadline)).Outcome);
        Assert.Equal(0, _blocked.Posts);
    }

    [Fact]
    public async Task A_subscription_on_a_blocked_context_that_has_the_log_read_holds_up_no_other_of_its_group()
    {
        await using var other = await Feed.SubscribeAsync(CoreHost.Group);
        await Broadcaster.BroadcastAsync(1, 42, "queued");
        await other.ReadUntilAsync("42=queued");

        // A position that the mirror does not know: it reads the log for this caller, and all others of the group wait for that.
        var gate = _transport.Close();
        var since = (await Feed.GetPositionAsync(CoreHost.Group)) with { Sequence = long.MaxValue };
        var subscribing = _blocked.Call(() => Feed.SubscribeAsync(CoreHost.Group, new FeedCursorOptions { Since = since }).AsTask());
        await _transport.WaitedForAsync();
        var update = Broadcaster.BroadcastAsync(1, 42, "accepted").AsTask();
        gate.SetResult();

        Assert.Equal(BroadcastOutcome.Accepted, (await update.WaitAsync(Deadline)).Outcome);
        await other.ReadUntilAsync("42=accepted");
        await using var late = await Feed.SubscribeAsync(CoreHost.Group).AsTask().WaitAsync(Deadline);
        await (await subscribing.WaitAsync(Deadline)).DisposeAsync();
        Assert.Equal(0, _blocked.Posts);
    }

    [Fact]
    public async Task The_first_subscription_of_a_group_on_a_blocked_context_does_not_hold_up_the_second()
    {
        var gate = _transport.Close();
        var first = _blocked.Call(() => Feed.SubscribeAsync(CoreHost.Group).AsTask());
        var second = Feed.SubscribeAsync(CoreHost.Group).AsTask();
        gate.SetResult();

        await using var cursor = await second.WaitAsync(Deadline);
        await Broadcaster.BroadcastAsync(1, 42, "accepted");
        await cursor.ReadUntilAsync("42=accepted");
        await (await first.WaitAsync(Deadline)).DisposeAsync();
        Assert.Equal(0, _blocked.Posts);
    }

    [Fact]
    public async Task A_caller_that_blocks_its_thread_once_it_is_subscribed_holds_up_no_other_of_its_group()
    {
        using var release = new ManualResetEventSlim();
        var gate = _transport.Close();
        var blockers = Enumerable.Range(0, 2).Select(_ => SubscribeAndBlockAsync()).ToList();
        var others = Enumerable.Range(0, 2).Select(_ => SubscribeAsync()).ToList();
        blockers.Add(SubscribeAndBlockAsync());

        // Without a thread of the pool to go on: who waits for the group's beginning shares one task.
        gate.SetResult();

        try
        {
            await Task.WhenAll(others).WaitAsync(Deadline);
        }
        finally
        {
            release.Set();
            await Task.WhenAll(blockers).WaitAsync(Deadline);
        }

        async Task SubscribeAndBlockAsync()
        {
            using var cancellation = new CancellationTokenSource();
            await using var cursor = await Feed.SubscribeAsync(CoreHost.Group, default, cancellation.Token).ConfigureAwait(false);
            release.Wait(Deadline + Deadline, CancellationToken.None);
        }

        async Task SubscribeAsync()
        {
            using var cancellation = new CancellationTokenSource();
            await using var cursor = await Feed.SubscribeAsync(CoreHost.Group, default, cancellation.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Answers later and on another thread, as a network does, and never on its caller's context.</summary>
    private sealed class GatedTransport(InMemoryTransport inner) : ISubmissionTransport
    {
        private Task _gate = Task.CompletedTask;
        private int _waiting;

        public event Action? Restored
        {
            add => inner.Restored += value;
            remove => inner.Restored -= value;
        }

        public string Description => "a transport that waits";

        public bool IsConfigured => true;

        /// <summary>From now on nothing is answered until what this returns is set.</summary>
        public TaskCompletionSource Close()
        {
            var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _gate = gate.Task;
            return gate;
        }

        public Task WaitedForAsync() => Eventually.TrueAsync(() => Volatile.Read(ref _waiting) > 0, "a call waits for the gate");

        public async ValueTask<AppendResult> AppendAsync(SubmissionGroup group, SubmissionEntry entry, long broadcastAt, string? origin, CancellationToken cancellationToken)
        {
            await PassAsync(cancellationToken).ConfigureAwait(false);
            return await inner.AppendAsync(group, entry, broadcastAt, origin, cancellationToken).ConfigureAwait(false);
        }

        public async ValueTask<LogPage> ReadAsync(SubmissionGroup group, FeedPosition after, int limit, CancellationToken cancellationToken)
        {
            await PassAsync(cancellationToken).ConfigureAwait(false);
            return await inner.ReadAsync(group, after, limit, cancellationToken).ConfigureAwait(false);
        }

        public async ValueTask<IAsyncDisposable> ListenAsync(SubmissionGroup group, ITransportListener listener, CancellationToken cancellationToken)
        {
            await PassAsync(cancellationToken).ConfigureAwait(false);
            return await inner.ListenAsync(group, listener, cancellationToken).ConfigureAwait(false);
        }

        public ValueTask<IReadOnlyList<LogEnd>> ReadEndsAsync(IReadOnlyList<SubmissionGroup> groups, CancellationToken cancellationToken) =>
            inner.ReadEndsAsync(groups, cancellationToken);

        public ValueTask FenceAsync(SubmissionGroup group, string epoch, CancellationToken cancellationToken) => inner.FenceAsync(group, epoch, cancellationToken);

        public ValueTask ReportLossAsync(SubmissionGroup group, string lostOrigin, CancellationToken cancellationToken) =>
            inner.ReportLossAsync(group, lostOrigin, cancellationToken);

        private async Task PassAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _waiting);
            await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            Interlocked.Decrement(ref _waiting);
        }
    }
}
