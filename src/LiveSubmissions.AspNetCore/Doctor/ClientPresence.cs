namespace LiveSubmissions.AspNetCore.Doctor;

/// <summary>A connected client, as long as it is.</summary>
internal sealed class ClientPresence(ClientRegistry registry, string endpoint) : IDisposable
{
    private int _gone;

    /// <summary>Waits for the client to take something. Costs nothing as long as it reads.</summary>
    public ValueTask TakesAsync(ValueTask taking) => taking.IsCompleted ? taking : WaitAsync(taking);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _gone, 1) == 0) registry.Leave(endpoint);
    }

    private async ValueTask WaitAsync(ValueTask taking)
    {
        registry.Waiting(this);
        try
        {
            await taking.ConfigureAwait(false);
        }
        finally
        {
            registry.Taken(this);
        }
    }
}
