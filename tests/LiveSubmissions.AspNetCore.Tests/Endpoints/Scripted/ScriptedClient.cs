using LiveSubmissions.Contracts;
using LiveSubmissions.Contracts.Endpoints;

namespace LiveSubmissions.AspNetCore.Tests.Endpoints.Scripted;

/// <summary>A client that runs through the script: reads all the time, is cut, comes back.</summary>
/// <param name="kind">Which one.</param>
/// <param name="address">The way to the server, which is cut.</param>
/// <param name="problem">The problem that it follows.</param>
internal sealed class ScriptedClient(ClientKind kind, Uri address, string problem) : IAsyncDisposable
{
    private EndpointClient? _client;
    private Task _reading = Task.CompletedTask;

    public SeenStates Seen { get; } = new();

    public async Task ConnectAsync(string since)
    {
        _client = await kind.OpenAsync(address, problem, since);
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>Complete once the client knows that its connection is cut. A client that polls finds out with its next poll.</summary>
    public Task UntilCutAsync() => kind.ReturnsByItself ? Task.CompletedTask : _reading.WaitAsync(EndpointClient.Deadline);

    /// <summary>Comes back with the position that it has; or does so by itself.</summary>
    public async Task ReturnAsync()
    {
        if (kind.ReturnsByItself) return;
        var since = kind.KnowsPosition ? _client!.Position! : "0";
        await _client!.DisposeAsync();
        await ConnectAsync(since);
    }

    /// <summary>How what it has seen differs from these states.</summary>
    public IReadOnlyList<string> Differences(IReadOnlyDictionary<int, ScriptStep> end) => Seen.DifferencesFrom(end, kind.KnowsRevision);

    public Task UntilAsync(IReadOnlyDictionary<int, ScriptStep> end) => Eventually.TrueAsync(
        () => Task.FromResult(Differences(end).Count == 0),
        () => $"{kind} ends as the script does, but {string.Join("; ", Differences(end).Take(3))}. {string.Join("; ", Seen.Faults)}");

    public async ValueTask DisposeAsync()
    {
        if (_client is not null) await _client.DisposeAsync();
        await _reading.WaitAsync(EndpointClient.Deadline);
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true) Seen.Take((await _client!.ReceiveAsync(TimeSpan.FromMinutes(1))).Json);
        }
        catch (WireClosedException closed)
        {
            Seen.Fault(closed.Message);
        }
        catch (IOException)
        {
            // Cut, or disposed.
        }
        catch (Exception exception)
        {
            Seen.Fault(exception.Message);
        }
    }
}
