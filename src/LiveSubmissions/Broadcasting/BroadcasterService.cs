using Microsoft.Extensions.Hosting;

namespace LiveSubmissions.Broadcasting;

/// <summary>
/// Empties the outbox when the host stops: once every hosted service has stopped, also those that were registered before <c>AddLiveSubmissions()</c>, so
/// that all have given their last updates. What comes even later is sent at once, or when the host is disposed.
/// </summary>
internal sealed class BroadcasterService(SubmissionBroadcaster broadcaster) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => broadcaster.FlushAsync(cancellationToken);
}
