using Microsoft.Extensions.Hosting;

namespace LiveSubmissions.Broadcasting;

/// <summary>
/// Empties the outbox when the host stops. Hosted services stop in the reverse order of their registration, so those that an application adds after
/// <c>AddLiveSubmissions()</c> have given their last updates by then.
/// </summary>
internal sealed class BroadcasterService(SubmissionBroadcaster broadcaster) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => broadcaster.FlushAsync(cancellationToken);
}
