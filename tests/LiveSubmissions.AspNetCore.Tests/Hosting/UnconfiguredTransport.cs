using LiveSubmissions.Log;
using LiveSubmissions.Transport;

namespace LiveSubmissions.AspNetCore.Tests.Hosting;

/// <summary>A transport whose address is blank: nothing of it but <see cref="IsConfigured"/> may be used.</summary>
internal sealed class UnconfiguredTransport : ISubmissionTransport
{
    public event Action? Restored
    {
        add { }
        remove { }
    }

    public string Description => "nothing";

    public bool IsConfigured => false;

    public ValueTask<AppendResult> AppendAsync(SubmissionGroup group, SubmissionEntry entry, long givenAt, string? origin, CancellationToken cancel) => throw Misused();

    public ValueTask<LogPage> ReadAsync(SubmissionGroup group, FeedPosition after, int limit, CancellationToken cancel) => throw Misused();

    public ValueTask<IAsyncDisposable> ListenAsync(SubmissionGroup group, ITransportListener listener, CancellationToken cancel) => throw Misused();

    public ValueTask<IReadOnlyList<LogEnd>> ReadEndsAsync(IReadOnlyList<SubmissionGroup> groups, CancellationToken cancel) => throw Misused();

    public ValueTask FenceAsync(SubmissionGroup group, string epoch, CancellationToken cancel) => throw Misused();

    public ValueTask ReportLossAsync(SubmissionGroup group, string lostOrigin, CancellationToken cancel) => throw Misused();

    private static InvalidOperationException Misused() => new("Used though it is not configured.");
}
