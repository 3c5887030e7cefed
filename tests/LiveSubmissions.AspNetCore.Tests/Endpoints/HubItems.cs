using System.Text.Json;

namespace LiveSubmissions.AspNetCore.Tests.Endpoints;

/// <summary>The v1 messages as SignalR's two protocols give them to a .NET client.</summary>
internal static class HubItems
{
    public static JsonElement ToJson(object item) => item as JsonElement? ?? JsonSerializer.SerializeToElement(item);
}
