using LiveSubmissions.Log;
using LiveSubmissions.Transport;

namespace LiveSubmissions.AspNetCore.Tests.Hosting;

/// <summary>A transport whose address is blank.</summary>
internal sealed class UnconfiguredTransport : ISubmissionTransport
{
    public event Action? Restored
    {
        add { }
        remove { }
    }

    public string Description => "nothing";

    public bool IsConfigured => false;

    public ValueTask<AppendResult> AppendAsync(SubmissionGroup group, SubmissionEntry entry, long broadcastAt, string? origin, CancellationToken cancellationToken) => throw Unconfigured();

    public ValueTask<LogPage> ReadAsync(SubmissionGroup group, FeedPosition after, int limit, CancellationToken cancellationToken) => throw Unconfigured();

    public ValueTask<IAsyncDisposable> ListenAsync(SubmissionGroup group, ITransportListener listener, CancellationToken cancellationToken) => throw Unconfigured();

    public ValueTask<IReadOnlyList<LogEnd>> ReadEndsAsync(IReadOnlyList<SubmissionGroup> groups, CancellationToken cancellationToken) => throw Unconfigured();

    public ValueTask FenceAsync(SubmissionGroup group, string epoch, CancellationToken cancellationToken) => throw Unconfigured();

    public ValueTask ReportLossAsync(SubmissionGroup group, string lostOrigin, CancellationToken cancellationToken) => throw Unconfigured();

    private static SubmissionTransportException Unconfigured() => new("Nothing carries updates: Judge:Queue is blank.", "Set Judge:Queue.");
}
