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
        var fields = Fields(reply, atLeast: 4);
        var clock = Number(fields[3]);
        return (string?)fields[0] switch
        {
            "late" => new AppendReply(null, clock),
            "ok" or "same" => Held(RefusalReason.None),
            "older revision" => Held(RefusalReason.OlderRevision),
            "older operation" => Held(RefusalReason.OlderOperation),
            "given earlier" => Held(RefusalReason.GivenEarlier),
            _ => throw new FormatException("The append script returned an unknown outcome."),
        };

        AppendReply Held(RefusalReason refusal) => new(new AppendResult(Position(fields[1], fields[2]), refusal), clock);
    }

    public static (LogPage Page, long Clock) Page(RedisResult reply)
    {
        var fields = Fields(reply, PageFields);
        var entries = new List<LogEntry>((fields.Length - PageFields) / 2);
        for (var i = PageFields; i + 1 < fields.Length; i += 2)
        {
            entries.Add(Record.Parse((string?)fields[i] ?? "", (ReadOnlyMemory<byte>)fields[i + 1]));
        }

        var page = new LogPage { Epoch = Epoch((string?)fields[0]), Floor = Number(fields[1]), End = Number(fields[2]), Entries = entries };
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

    private static FeedPosition Position(RedisValue epoch, RedisValue sequence) => new(Epoch((string?)epoch), Number(sequence));

    private static RedisValue[] Fields(RedisResult reply, int atLeast) => (RedisValue[]?)reply is { } fields && fields.Length >= atLeast
        ? fields
        : throw new FormatException("A script returned too little.");

    private static long Number(RedisValue value) =>
        long.TryParse((string?)value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException("A script returned something that is not a number.");
}
