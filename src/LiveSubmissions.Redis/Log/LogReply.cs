using System.Globalization;
using LiveSubmissions.Log;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Log;

/// <summary>Reads what the scripts return; a reply that they could not have made is a <see cref="FormatException"/>.</summary>
internal static class LogReply
{
    private const int MaxEpochLength = 64;
    private const int PageFields = 4;

    public static AppendReply Append(RedisResult reply)
    {
        if (reply.Length < 4) throw TooLittle();
        var clock = Number((RedisValue)reply[3]);
        var outcome = ((ReadOnlyMemory<byte>)(RedisValue)reply[0]).Span;
        if (outcome.SequenceEqual("late"u8)) return new AppendReply(null, clock);
        var refusal = Refusal(outcome);
        return new AppendReply(new AppendResult(Position((RedisValue)reply[1], (RedisValue)reply[2]), refusal, ""), clock);
    }

    public static (LogPage Page, long Clock) Page(RedisResult reply)
    {
        var fields = Fields(reply, PageFields);
        var entries = new List<LogEntry>((fields.Length - PageFields) / 2);
        for (var i = PageFields; i + 1 < fields.Length; i += 2)
        {
            entries.Add(Record.Parse((string?)fields[i] ?? "", (ReadOnlyMemory<byte>)fields[i + 1]));
        }

        var page = new LogPage { Epoch = Epoch((string?)fields[0]), Origin = "", Floor = Number(fields[1]), End = Number(fields[2]), Entries = entries };
        return (page, Number(fields[3]));
    }

    public static (FeedPosition End, long Clock) End(RedisResult reply)
    {
        var fields = Fields(reply, atLeast: 3);
        return (Position(fields[0], fields[1]), Number(fields[2]));
    }

    public static string Epoch(string? text) => text is { Length: > 0 and <= MaxEpochLength } && SubmissionGroup.HasOnlyNameCharacters(text)
        ? text
        : throw new FormatException("An epoch is none.");

    // As bytes: texts would be made for every append, to be looked at once.
    private static RefusalReason Refusal(ReadOnlySpan<byte> outcome)
    {
        if (outcome.SequenceEqual("ok"u8) || outcome.SequenceEqual("same"u8)) return RefusalReason.None;
        if (outcome.SequenceEqual("older revision"u8)) return RefusalReason.OlderRevision;
        if (outcome.SequenceEqual("older operation"u8)) return RefusalReason.OlderOperation;
        if (outcome.SequenceEqual("given earlier"u8)) return RefusalReason.GivenEarlier;
        throw new FormatException("The append script returned an unknown outcome.");
    }

    private static FeedPosition Position(RedisValue epoch, RedisValue sequence) => new(Epoch((string?)epoch), Number(sequence));

    private static RedisValue[] Fields(RedisResult reply, int atLeast) => (RedisValue[]?)reply is { } fields && fields.Length >= atLeast
        ? fields
        : throw TooLittle();

    private static FormatException TooLittle() => new("A script returned too little.");

    private static long Number(RedisValue value) =>
        long.TryParse(((ReadOnlyMemory<byte>)value).Span, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException("A script returned something that is not a number.");
}
