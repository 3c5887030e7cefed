using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Feed;

namespace LiveSubmissions.AspNetCore.ServerSentEvents;

/// <summary>v1's messages, other than updates, as blocks of an event stream.</summary>
internal static class SseBlocks
{
    /// <summary>
    /// The id of an event after which the client must not come back. A browser's EventSource cannot be told: it comes back, with this id, and is
    /// answered in the one way that ends it.
    /// </summary>
    public const string StayAway = "stay-away";

    /// <summary>After how many milliseconds an EventSource connects again, where the browser is not told otherwise. Only the first block says it.</summary>
    private static ReadOnlySpan<byte> Retry => "retry: 3000"u8;

    /// <summary>
    /// When a block is made, which is when it is sent. A proxy may hold an event back until the next one pushes it on, which looks like a flow: only
    /// this shows that it is late. Clients compare differences, so this clock needs no meaning, and no wall clock's steps.
    /// </summary>
    private static long Now => Environment.TickCount64;

    public static WireMessages Hello(Hello hello)
    {
        var block = new SseBuffer().Line(Retry).Line("event: hello"u8);
        if (hello.IsOwnPosition) block.Id(hello.Position.ToString());
        return block.Data(V1Messages.Hello(hello, Now)).End().Messages;
    }

    /// <summary>The comment is for people who watch, and for proxies that look for one; EventSource passes over it.</summary>
    public static WireMessages Heartbeat(FeedPosition position, bool verified) =>
        new SseBuffer().Line(": heartbeat"u8).Line("event: heartbeat"u8).Id(position.ToString())
            .Data(V1Messages.Heartbeat(position, verified, Now)).End().Messages;

    public static WireMessages Resync(FeedPosition position, ResyncReason reason) =>
        new SseBuffer().Line("event: resync"u8).Id(position.ToString()).Data(V1Messages.Resync(position, reason)).End().Messages;

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
}
