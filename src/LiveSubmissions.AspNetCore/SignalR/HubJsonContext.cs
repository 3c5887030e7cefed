using System.Text.Json;
using System.Text.Json.Serialization;

namespace LiveSubmissions.AspNetCore.SignalR;

/// <summary>What the hub's JSON needs to know where there is no reflection: what it sends, and of what kinds arguments are.</summary>
[JsonSerializable(typeof(HubMessage))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(object))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class HubJsonContext : JsonSerializerContext;
