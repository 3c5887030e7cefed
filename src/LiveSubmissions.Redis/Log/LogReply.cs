using System.Globalization;
using LiveSubmissions.Log;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Log;

/// <summary>Reads what the scripts return; a reply that they could not have made is a <see cref="FormatException"/>.</summary>
internal static class LogReply
{
    private const int MaxEpochLength = 64;
    private const int PageFields = 7;

    public static AppendReply Append(RedisResult reply)
    {
        if (reply.Length < 5) throw TooLittle();
        var clock = Number((RedisValue)reply[3]);
        var outcome = ((ReadOnlyMemory<byte>)(RedisValue)reply[0]).Span;
        if (outcome.SequenceEqual("late"u8)) return new AppendReply(null, clock);
        var refusal = Refusal(outcome);
        return new AppendReply(new AppendResult(Position((RedisValue)reply[1], (RedisValue)reply[2]), refusal, Name((string?)(RedisValue)reply[4])), clock);
    }

    /// <summary>The server of which the client has to say what became of it, if the script asks that in place of an answer.</summary>
    public static string? ServerInQuestion(RedisResult reply) =>
        (RedisValue[]?)reply is { Length: 2 } fields && fields[0].Length() == 0 ? (string?)fields[1] : null;

    public static (LogPage Page, long Clock) Page(RedisResult reply)
    {
        var fields = Fields(reply, PageFields);
        var end = Number(fields[3]);
        var entries = new List<LogEntry>((fields.Length - PageFields) / 3);
        List<UnreadableRecord> unreadable = [];
        var last = -1L;
        for (var i = PageFields; i + 2 < fields.Length; i += 3)
        {
            // Only our own scripts write a log; what somebody else has put there keeps nobody from the rest.
            var submission = (string?)fields[i + 1] ?? "";
            var sequence = end;
            try
            {
                sequence = Number(fields[i]);
                if (sequence > end) throw new FormatException($"It stands at {sequence}, after the log's end.");
                if (sequence == last) throw new FormatException("It stands where another one does.");
                entries.Add(Record.Parse(submission, sequence, (ReadOnlyMemory<byte>)fields[i + 2]));
                last = sequence;
            }
            catch (FormatException e)
            {
                unreadable.Add(new UnreadableRecord(Math.Min(sequence, end), Printable.Text(submission), e.Message));
            }
        }

        var page = new LogPage
        {
            Epoch = Name((string?)fields[0]),
            Origin = Name((string?)fields[1]),
            Floor = Number(fields[2]),
            End = end,
            DoubtfulBefore = fields[4] == "-" ? null : Number(fields[4]),
            IsIncomplete = fields[5] == 1,
            Entries = entries,
            Unreadable = unreadable,
        };
        return (page, Number(fields[6]));
    }

    public static (FeedPosition End, long Clock) End(RedisResult reply)
    {
        var fields = Fields(reply, atLeast: 3);
        return (Position(fields[0], fields[1]), Number(fields[2]));
    }

    /// <summary>An epoch or an origin.</summary>
    public static string Name(string? text) => text is { Length: > 0 and <= MaxEpochLength } && SubmissionGroup.HasOnlyNameCharacters(text)
        ? text
        : throw new FormatException("An epoch or an origin is none.");

    // As bytes: texts would be made for every append, to be looked at once.
    private static RefusalReason Refusal(ReadOnlySpan<byte> outcome)
    {
        if (outcome.SequenceEqual("ok"u8) || outcome.SequenceEqual("same"u8)) return RefusalReason.None;
        if (outcome.SequenceEqual("known"u8)) return RefusalReason.AlreadyKnown;
        if (outcome.SequenceEqual("same revision"u8)) return RefusalReason.SameRevision;
        if (outcome.SequenceEqual("other log"u8)) return RefusalReason.OtherLog;
        if (outcome.SequenceEqual("older revision"u8)) return RefusalReason.OlderRevision;
        if (outcome.SequenceEqual("older operation"u8)) return RefusalReason.OlderOperation;
        if (outcome.SequenceEqual("given earlier"u8)) return RefusalReason.GivenEarlier;
        throw new FormatException("The append script returned an unknown outcome.");
    }

    private static FeedPosition Position(RedisValue epoch, RedisValue sequence) => new(Name((string?)epoch), Number(sequence));

    private static RedisValue[] Fields(RedisResult reply, int atLeast) => (RedisValue[]?)reply is { } fields && fields.Length >= atLeast
        ? fields
        : throw TooLittle();

    private static FormatException TooLittle() => new("A script returned too little.");

    private static long Number(RedisValue value) =>
        long.TryParse(((ReadOnlyMemory<byte>)value).Span, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException("A script returned something that is not a number.");
}
