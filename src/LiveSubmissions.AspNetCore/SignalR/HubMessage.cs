using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace LiveSubmissions.AspNetCore.SignalR;

/// <summary>
/// A v1 message as SignalR's protocols take it. The JSON protocol writes the message's bytes as they are; any other (MessagePack, Newtonsoft's)
/// sees a dictionary with the same field names, which is read from those bytes once, by the first that asks.
/// </summary>
/// <remarks>A dictionary, since MessagePack serialises those of every application, without attributes of a package that not everybody has.</remarks>
[JsonConverter(typeof(HubMessageConverter))]
internal sealed class HubMessage : IReadOnlyDictionary<string, object?>
{
    private IReadOnlyDictionary<string, object?>? _fields;

    /// <param name="json">The message in UTF-8.</param>
    public HubMessage(ReadOnlyMemory<byte> json) => Json = json;

    /// <param name="fields">The message's fields, in their order: texts, whole numbers and truth values.</param>
    /// <remarks>By this constructor MessagePack knows a dictionary that it may write.</remarks>
    public HubMessage(IReadOnlyDictionary<string, object?> fields)
    {
        _fields = fields;
        Json = HubJson.Write(fields);
    }

    /// <summary>The message in UTF-8.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    public int Count => Fields.Count;

    public IEnumerable<string> Keys => Fields.Keys;

    public IEnumerable<object?> Values => Fields.Values;

    // Two that ask at once read the same bytes to the same end; one of the results is kept.
    private IReadOnlyDictionary<string, object?> Fields => _fields ??= HubJson.Read(Json);

    public object? this[string key] => Fields[key];

    public bool ContainsKey(string key) => Fields.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value) => Fields.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => Fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
