using Microsoft.Extensions.Hosting;

namespace LiveSubmissions.Broadcasting;

/// <summary>
/// Empties the outbox when the host stops. It does so after every hosted service has stopped, because a service may broadcast until then; this includes the
/// services that were registered before <c>AddLiveSubmissions()</c>. An update that is broadcast even later is sent at once; if it is deferred, it is sent
/// when the host is disposed.
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
