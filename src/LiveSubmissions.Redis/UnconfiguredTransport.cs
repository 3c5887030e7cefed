using LiveSubmissions.Log;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Redis;

/// <summary>
/// Stands in when the Redis URL is blank: a state that the broadcaster and the health check tell people about, not a crash.
/// </summary>
internal sealed class UnconfiguredTransport(string setting) : ISubmissionTransport
{
    /// <summary>There is no connection to come back.</summary>
    public event Action? Restored
    {
        add { }
        remove { }
    }

    public string Name => RedisTransport.ShortName;

    public string Description => $"Redis, not configured: {setting} is blank";

    public bool IsConfigured => false;

    public ValueTask<AppendResult> AppendAsync(SubmissionGroup group, SubmissionEntry entry, long givenAt, string? origin, CancellationToken cancellationToken) =>
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
