using System.Text.Json.Serialization;

namespace LiveSubmissions.Diagnostics.Nodes;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(NodeReport))]
internal sealed partial class NodeJson : JsonSerializerContext;
