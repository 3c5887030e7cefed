using LiveSubmissions.Log;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Redis.Transport;

/// <summary>
/// The transport if the Redis URL is blank. The application runs; the broadcaster and the health check report that nothing is configured.
/// </summary>
internal sealed class UnconfiguredTransport(string setting) : ISubmissionTransport
{
    /// <summary>Never raised: there is no connection.</summary>
    public event Action? Restored
    {
        add { }
        remove { }
    }

    public string Name => RedisTransport.ShortName;

    public string Description => $"Redis, not configured: {setting} is blank";

    public bool IsConfigured => false;

    public ValueTask<AppendResult> AppendAsync(SubmissionGroup group, SubmissionEntry entry, long broadcastAt, string? origin, CancellationToken cancellationToken) =>
        throw Unconfigured();

    public ValueTask<LogPage> ReadAsync(SubmissionGroup group, FeedPosition after, int limit, CancellationToken cancellationToken) =>
        throw Unconfigured();

    public ValueTask<IAsyncDisposable> ListenAsync(SubmissionGroup group, ITransportListener listener, CancellationToken cancellationToken) =>
        throw Unconfigured();

    public ValueTask<IReadOnlyList<LogEnd>> ReadEndsAsync(IReadOnlyList<SubmissionGroup> groups, CancellationToken cancellationToken) =>
        throw Unconfigured();

    public ValueTask FenceAsync(SubmissionGroup group, string epoch, CancellationToken cancellationToken) =>
        throw Unconfigured();

    public ValueTask ReportLossAsync(SubmissionGroup group, string lostOrigin, CancellationToken cancellationToken) =>
        throw Unconfigured();

    private SubmissionTransportException Unconfigured() => new(
        $"The channel layer is not configured, so no update is broadcast: {setting} is blank.",
        $"Set {setting}, for instance to redis://redis:6379/2, and restart; or leave AddRedis out to keep everything in one process.");
}
