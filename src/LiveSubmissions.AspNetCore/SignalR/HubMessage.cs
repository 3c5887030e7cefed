using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Feed;
using LiveSubmissions.Log;

namespace LiveSubmissions.AspNetCore.SignalR;

/// <summary>
/// A v1 message as SignalR's protocols take it. The JSON protocol writes the bytes of the message as they are. Every other protocol (MessagePack, Newtonsoft's
/// JSON) sees a dictionary with the same fields, which is read from those bytes once.
/// </summary>
/// <remarks>It is a dictionary because MessagePack serializes dictionaries without attributes from a package that this library does not reference.</remarks>
[JsonConverter(typeof(HubMessageConverter))]
internal sealed class HubMessage : IReadOnlyDictionary<string, object?>
{
    private IReadOnlyDictionary<string, object?>? _fields;

    /// <param name="json">The message in UTF-8.</param>
    public HubMessage(ReadOnlyMemory<byte> json) => Json = json;

    /// <param name="fields">The fields of the message, in their order: strings, whole numbers and booleans.</param>
    /// <remarks>MessagePack serializes a dictionary type only if it has a constructor like this.</remarks>
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

    // Two threads that ask at the same time may each read the bytes. The results are equal, and one is kept.
    private IReadOnlyDictionary<string, object?> Fields => _fields ??= HubJson.Read(Json);

    public object? this[string key] => Fields[key];

    public bool ContainsKey(string key) => Fields.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value) => Fields.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => Fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Writes the bytes of a message into SignalR's JSON unchanged.</summary>
internal sealed class HubMessageConverter : JsonConverter<HubMessage>
{
    public override HubMessage Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("The hub sends these messages and does not receive them.");

    public override void Write(Utf8JsonWriter writer, HubMessage value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Json.Span, skipInputValidation: true);
}

/// <summary>
/// The v1 messages of a batch one by one, as SignalR sends them. They are made once for a batch, and all connections and protocols share them.
/// </summary>
internal sealed class HubEncoding : FeedEncoding<IReadOnlyList<HubMessage>>
{
    private readonly V1Encoding _v1 = new();

    public override IReadOnlyList<HubMessage> Encode(FeedBatch batch)
    {
        if (batch.Kind != FeedBatchKind.Entries) return [new HubMessage(_v1.Encode(batch)[0])];

        var entries = batch.Entries;
        var messages = new HubMessage[entries.Count];
        for (var i = 0; i < messages.Length; i++) messages[i] = new HubMessage(EncodeUpdate(entries[i]));
        return messages;
    }

    private static ReadOnlyMemory<byte> EncodeUpdate(LogEntry entry)
    {
        var bytes = new byte[V1Encoding.MaxLength(entry)];
        return bytes.AsMemory(0, V1Encoding.WriteUpdate(entry, bytes));
    }
}
