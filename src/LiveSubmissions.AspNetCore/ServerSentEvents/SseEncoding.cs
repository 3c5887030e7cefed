using System.Buffers;
using System.Buffers.Text;
using System.Text;
using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Feed;
using LiveSubmissions.Log;

namespace LiveSubmissions.AspNetCore.ServerSentEvents;

/// <summary>The messages of v1 as the blocks of an event stream. A batch is one run of bytes, with a block for each entry.</summary>
internal sealed class SseEncoding : FeedEncoding<WireMessages>
{
    /// <summary>
    /// The id of an event after which the client must not connect again. A browser's EventSource cannot be told to stay away: it connects again, sends this id,
    /// and gets the one answer that stops it, 204.
    /// </summary>
    public const string StayAway = "stay-away";

    /// <summary>At least the bytes of a block without its epoch and its update.</summary>
    private const int BlockBytes = 64;

    public static Dialect Dialect { get; } = new() { Name = "event-stream", Encoding = new SseEncoding(), HelloWriter = Hello };

    /// <summary>After how many milliseconds an EventSource connects again. Only the first block has it; without it, each browser has its own default.</summary>
    private static ReadOnlySpan<byte> Retry => "retry: 3000"u8;

    /// <summary>
    /// The time at which a block is made, which is also when it is sent. A proxy may hold back each event until the next one arrives. The client sees from
    /// this time that events are late. It compares only differences, so the clock can start anywhere, but it must never be set back.
    /// </summary>
    private static long Now => Environment.TickCount64;

    public override WireMessages Encode(FeedBatch batch) => batch.Kind switch
    {
        FeedBatchKind.Entries => EncodeUpdates(batch),
        FeedBatchKind.Heartbeat => Heartbeat(batch.Position, batch.Verified),
        FeedBatchKind.Resync => Resync(batch.Position, batch.Reason ?? ResyncReason.Epoch),
        _ => throw new ArgumentOutOfRangeException(nameof(batch), batch.Kind, "The event stream does not know batches of this kind."),
    };

    /// <param name="code">Why the stream ends.</param>
    /// <param name="isFirst">Whether nothing was written before.</param>
    public static WireMessages Close(CloseCode code, bool isFirst)
    {
        var block = new SseBuffer();
        if (isFirst) block.Line(Retry);
        block.Line("event: close"u8);
        if (!code.ComesBack) block.Id(StayAway);
        return block.Data(V1Messages.Close(code)).End().Messages;
    }

    private static WireMessages Hello(HelloFields hello)
    {
        var block = new SseBuffer().Line(Retry).Line("event: hello"u8);
        if (hello.IsOwnPosition) block.Id(hello.Position.ToString());
        return block.Data(V1Messages.Hello(hello, Now)).End().Messages;
    }

    /// <summary>The comment is for people who read the stream, and for proxies that expect one. EventSource ignores it.</summary>
    private static WireMessages Heartbeat(FeedPosition position, bool verified) =>
        new SseBuffer().Line(": heartbeat"u8).Line("event: heartbeat"u8).Id(position.ToString())
            .Data(V1Messages.Heartbeat(position, verified, Now)).End().Messages;

    private static WireMessages Resync(FeedPosition position, ResyncReason reason) =>
        new SseBuffer().Line("event: resync"u8).Id(position.ToString()).Data(V1Messages.Resync(position, reason)).End().Messages;

    private static WireMessages EncodeUpdates(FeedBatch batch)
    {
        if (batch.Entries.Count == 0) return WireMessages.None;
        var epoch = Encoding.UTF8.GetBytes(batch.Position.Epoch ?? "");
        var capacity = 0;
        foreach (var entry in batch.Entries) capacity += BlockBytes + epoch.Length + V1Encoding.MaxLength(entry);

        var blocks = new SseBuffer(capacity);
        foreach (var entry in batch.Entries) blocks.Line("event: submission_update"u8).Id(epoch, entry.Sequence).Data(entry).End();
        return blocks.Messages;
    }

    /// <summary>Writes the blocks of an event stream: lines of <c>field: value</c>, and an empty line after each block.</summary>
    private sealed class SseBuffer(int capacity = 256)
    {
        private const int MaxDigits = 20;

        private readonly ArrayBufferWriter<byte> _bytes = new(capacity);

        public WireMessages Messages => new(_bytes.WrittenMemory);

        public SseBuffer Line(ReadOnlySpan<byte> line)
        {
            _bytes.Write(line);
            return End();
        }

        public SseBuffer Id(string id)
        {
            _bytes.Write("id: "u8);
            Encoding.UTF8.GetBytes(id, _bytes);
            return End();
        }

        /// <summary>Writes a position as the id, without making a string of it.</summary>
        public SseBuffer Id(ReadOnlySpan<byte> epoch, long sequence)
        {
            _bytes.Write("id: "u8);
            _bytes.Write(epoch);
            _bytes.Write(":"u8);
            Utf8Formatter.TryFormat(sequence, _bytes.GetSpan(MaxDigits), out var digits);
            _bytes.Advance(digits);
            return End();
        }

        public SseBuffer Data(WireMessages message)
        {
            _bytes.Write("data: "u8);
            _bytes.Write(message[0].Span);
            return End();
        }

        public SseBuffer Data(LogEntry entry)
        {
            _bytes.Write("data: "u8);
            var room = _bytes.GetSpan(V1Encoding.MaxLength(entry));
            var json = room[..V1Encoding.WriteUpdate(entry, room)];

            // A line end would end the field. JSON has line ends only between tokens, where a space is equal to them: within strings they are escaped.
            json.Replace((byte)'\n', (byte)' ');
            json.Replace((byte)'\r', (byte)' ');
            _bytes.Advance(json.Length);
            return End();
        }

        /// <summary>Ends a line. After the end of a line, it ends the block.</summary>
        public SseBuffer End()
        {
            _bytes.Write("\n"u8);
            return this;
        }
    }
}
