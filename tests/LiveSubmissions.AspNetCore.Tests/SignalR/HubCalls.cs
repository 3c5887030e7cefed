using System.Text.Json.Nodes;
using LiveSubmissions.Contracts;
using Microsoft.AspNetCore.SignalR.Client;

namespace LiveSubmissions.AspNetCore.Tests.SignalR;

/// <summary>What a client was called back with, in order.</summary>
internal sealed class HubCalls
{
    private readonly List<(string Method, JsonObject Message)> _calls = [];

    public HubCalls(HubConnection connection)
    {
        foreach (var method in (string[])["SubmissionUpdate", "SubmissionResync", "SubmissionClose"])
        {
            connection.On<object>(method, item =>
            {
                lock (_calls) _calls.Add((method, (JsonObject)HubValues.ToJson(item)!));
            });
        }
    }

    public IReadOnlyList<(string Method, JsonObject Message)> All
    {
        get
        {
            lock (_calls) return [.. _calls];
        }
    }

    public async Task<IReadOnlyList<(string Method, JsonObject Message)>> CountAsync(int count)
    {
        await Eventually.TrueAsync(() => All.Count >= count, $"the client is called back {count} times");
        return All;
    }
}
