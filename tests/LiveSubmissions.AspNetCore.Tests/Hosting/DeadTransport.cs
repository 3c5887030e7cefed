using LiveSubmissions.Log;
using LiveSubmissions.Transport;

namespace LiveSubmissions.AspNetCore.Tests.Hosting;

/// <summary>A transport that is configured and answers nothing.</summary>
internal sealed class DeadTransport : ISubmissionTransport
{
    public const string Cause = "The engine at dead.example does not answer.";

    public event Action? Restored
    {
        add { }
        remove { }
    }

    public string Description => "the engine at dead.example";

    public bool IsConfigured => true;

    public ValueTask<AppendResult> AppendAsync(SubmissionGroup group, SubmissionEntry entry, long broadcastAt, string? origin, CancellationToken cancellationToken) => throw Dead();

    public ValueTask<LogPage> ReadAsync(SubmissionGroup group, FeedPosition after, int limit, CancellationToken cancellationToken) => throw Dead();

    public ValueTask<IAsyncDisposable> ListenAsync(SubmissionGroup group, ITransportListener listener, CancellationToken cancellationToken) => throw Dead();

    public ValueTask<IReadOnlyList<LogEnd>> ReadEndsAsync(IReadOnlyList<SubmissionGroup> groups, CancellationToken cancellationToken) => throw Dead();

    public ValueTask FenceAsync(SubmissionGroup group, string epoch, CancellationToken cancellationToken) => throw Dead();

    public ValueTask ReportLossAsync(SubmissionGroup group, string lostOrigin, CancellationToken cancellationToken) => throw Dead();

    private static SubmissionTransportException Dead() => new(Cause, "Start it.");
}
