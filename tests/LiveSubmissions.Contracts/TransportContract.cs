using LiveSubmissions.Log;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Contracts;

/// <summary>
/// What every <see cref="ISubmissionTransport"/> must pass. Derive from it, say how a transport is made, and run it against the real
/// engine.
/// </summary>
public abstract partial class TransportContract : IAsyncLifetime
{
    private readonly List<ISubmissionTransport> _transports = [];

    /// <summary>The settings of the transports; change them before the first <see cref="NodeAsync"/>.</summary>
    protected LiveSubmissionsOptions Options { get; } = new();

    /// <summary>The clock of the transports.</summary>
    protected virtual TimeProvider Time => TimeProvider.System;

    /// <summary>A group of this test's own: engines need not be emptied between tests.</summary>
    protected SubmissionGroup Group { get; } = new($"problem_submissions_{Guid.NewGuid():N}");

    /// <summary>Makes a transport on the store of this test.</summary>
    /// <remarks>
    /// A test of several nodes calls this several times, with the same arguments. An engine that lives in one process returns the same
    /// transport each time. Transports that can be disposed are disposed by the contract.
    /// </remarks>
    protected abstract ValueTask<ISubmissionTransport> CreateTransportAsync(LiveSubmissionsOptions options, TimeProvider time);

    /// <inheritdoc/>
    public virtual Task InitializeAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public virtual async Task DisposeAsync()
    {
        foreach (var transport in _transports.Distinct())
        {
            if (transport is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync();
            else if (transport is IDisposable disposable) disposable.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>A node of the test: a transport that the contract disposes.</summary>
    protected async Task<ISubmissionTransport> NodeAsync()
    {
        var transport = await CreateTransportAsync(Options, Time);
        _transports.Add(transport);
        return transport;
    }

    /// <summary>Appends a state that was given to its broadcaster some time ago.</summary>
    protected async Task<AppendResult> AppendAsync(ISubmissionTransport node, SubmissionEntry entry, TimeSpan age = default)
    {
        var broadcastAt = Time.GetTimestamp() - (long)(age.TotalSeconds * Time.TimestampFrequency);
        return await node.AppendAsync(Group, entry, broadcastAt, origin: null, CancellationToken.None);
    }

    /// <summary>Appends a state and expects the log to accept it.</summary>
    /// <returns>Where the log holds it.</returns>
    protected async Task<FeedPosition> AcceptAsync(ISubmissionTransport node, SubmissionEntry entry, TimeSpan age = default)
    {
        var result = await AppendAsync(node, entry, age);
        Assert.Equal(RefusalReason.None, result.Refusal);
        return result.Position;
    }

    protected async Task<LogPage> ReadAsync(ISubmissionTransport node, FeedPosition after = default, int limit = 1000) =>
        await node.ReadAsync(Group, after, limit, CancellationToken.None);

    /// <summary>Listens with a new listener, until the test ends.</summary>
    protected async Task<RecordingListener> ListenAsync(ISubmissionTransport node)
    {
        var listener = new RecordingListener();
        _ = await node.ListenAsync(Group, listener, CancellationToken.None);
        return listener;
    }

    /// <summary>Both are the same entry, in everything that a log keeps.</summary>
    protected static void AssertSame(LogEntry expected, LogEntry actual)
    {
        Assert.Equal(expected.Sequence, actual.Sequence);
        AssertSame(expected.State, actual.State);
    }

    /// <summary>Both are the same state, in everything that a log keeps.</summary>
    protected static void AssertSame(SubmissionEntry expected, SubmissionEntry actual)
    {
        Assert.Equal(expected.Problem, actual.Problem);
        Assert.Equal(expected.Problem.IsNumber, actual.Problem.IsNumber);
        Assert.Equal(expected.Submission, actual.Submission);
        Assert.Equal(expected.Submission.IsNumber, actual.Submission.IsNumber);
        Assert.Equal(expected.Status, actual.Status);
        Assert.Equal(expected.Revision, actual.Revision);
        Assert.Equal(expected.Operation, actual.Operation);
        Assert.Equal(expected.PlainLength, actual.PlainLength);
        Assert.Equal(expected.Json.ToArray(), actual.Json.ToArray());
    }
}
