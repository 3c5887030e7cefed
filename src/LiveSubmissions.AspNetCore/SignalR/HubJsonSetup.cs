using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.AspNetCore.SignalR;

/// <summary>Teaches SignalR's JSON protocol the hub's types, after the host has had its say.</summary>
internal sealed class HubJsonSetup : IPostConfigureOptions<JsonHubProtocolOptions>
{
    public void PostConfigure(string? name, JsonHubProtocolOptions options)
    {
        var json = options.PayloadSerializerOptions;

        // A host's own options may be in use already, and without a resolver mean reflection, which finds the converter by its attribute:
        // a chain of this context alone would take that from the host's hubs.
        if (json.IsReadOnly || (json.TypeInfoResolver is null && JsonSerializer.IsReflectionEnabledByDefault)) return;
        json.TypeInfoResolverChain.Insert(0, HubJsonContext.Default);
    }
}
