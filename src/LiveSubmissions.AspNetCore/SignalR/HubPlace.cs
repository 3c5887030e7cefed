namespace LiveSubmissions.AspNetCore.SignalR;

/// <summary>A place among what a connection may follow at once.</summary>
internal sealed class HubPlace(HubClient client) : IDisposable
{
    private HubClient? _client = client;

    public void Dispose() => Interlocked.Exchange(ref _client, null)?.ReturnPlace();
}
