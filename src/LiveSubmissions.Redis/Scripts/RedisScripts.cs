using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LiveSubmissions.Log;
using LiveSubmissions.Redis.Log;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Scripts;

/// <summary>The scripts, read from the assembly. Each one starts with <c>log.lua</c>.</summary>
internal static class RedisScripts
{
    public static string Append { get; } = Load("append.lua");

    /// <summary>The name that a server gives to <see cref="Append"/> once it has the script.</summary>
    public static byte[] AppendHash { get; } = HashOf(Append);

    public static string Read { get; } = Load("read.lua");

    public static string Ends { get; } = Load("ends.lua");

    public static string Loss { get; } = Load("loss.lua");

    public static string Fence { get; } = Load("fence.lua");

    private static string Load(string name) => $"{Resource("log.lua")}\n{Resource(name)}";

#pragma warning disable CA5350 // Redis names a script by its SHA-1. The hash protects nothing.
    private static byte[] HashOf(string script) => SHA1.HashData(Encoding.UTF8.GetBytes(script));
#pragma warning restore CA5350

    private static string Resource(string name)
    {
        using var stream = typeof(RedisScripts).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly lacks the script {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

/// <summary>All names that this library uses in Redis: the scripts' keys, and the channels.</summary>
/// <remarks>
/// The names of one group share the hash tag <c>{group}</c>: a cluster keeps them in one slot, and one script may use them together. If you change what
/// is stored under a name, change the name too: then nodes of both versions can run side by side.
/// </remarks>
/// <param name="prefix">The start of all names.</param>
/// <param name="database">The database's number. Channels belong to no database, so their names contain it.</param>
/// <param name="capacity">For how many groups to keep the names.</param>
internal sealed class RedisKeys(string prefix, int database, int capacity = 10_000)
{
    private readonly ConcurrentDictionary<SubmissionGroup, RedisKey[]> _known = new();
    private int _count;

    /// <summary>Hash: <c>epoch</c>, <c>sequence</c> of the last entry, <c>floor</c> and the other fields that <c>log.lua</c> lists.</summary>
    public RedisKey Meta(SubmissionGroup group) => $"{prefix}:{{{group}}}:meta";

    /// <summary>Hash: submission to its newest record.</summary>
    public RedisKey States(SubmissionGroup group) => $"{prefix}:{{{group}}}:states";

    /// <summary>A pattern that matches <see cref="States"/> of every group.</summary>
    public string StatesPattern => $"{prefix}:{{*}}:states";

    /// <summary>Sorted set: submission by sequence.</summary>
    public RedisKey Order(SubmissionGroup group) => $"{prefix}:{{{group}}}:order";

    /// <summary>The channel to which the group's notifications are published.</summary>
    public string Channel(SubmissionGroup group) => string.Create(CultureInfo.InvariantCulture, $"{prefix}:{{{group}}}:entries:{database}");

    /// <summary>The keys of a group's log, in the order in which every script takes them.</summary>
    public RedisKey[] Log(SubmissionGroup group) => [Meta(group), States(group), Order(group)];

    /// <summary>
    /// The keys of the append script: the group's log, and its channel, which a cluster wants as a key too. The array is made once per group and shared: do
    /// not change it.
    /// </summary>
    public RedisKey[] LogAndChannel(SubmissionGroup group)
    {
        if (_known.TryGetValue(group, out var known)) return known;
        if (Interlocked.Increment(ref _count) > capacity)
        {
            // The names of the groups that are still in use are made again.
            _known.Clear();
            Interlocked.Exchange(ref _count, 0);
        }

        return _known.GetOrAdd(group, static (group, keys) => [.. keys.Log(group), keys.Channel(group)], this);
    }

    /// <summary>The group to which a key belongs, or <see langword="null"/>.</summary>
    public static string? GroupFrom(RedisKey key)
    {
        var name = (string)key!;
        var (first, last) = (name.IndexOf('{', StringComparison.Ordinal), name.IndexOf('}', StringComparison.Ordinal));
        return first >= 0 && last > first ? name[(first + 1)..last] : null;
    }
}

/// <summary>Reads the scripts' replies. A reply that the scripts cannot have made is a <see cref="FormatException"/>.</summary>
internal static class ScriptReply
{
    private const int PageFields = 7;

    public static AppendReply Append(RedisResult reply)
    {
        if (reply.Length < 5) throw TooShort();
        var clock = Number((RedisValue)reply[3]);
        var outcome = ((ReadOnlyMemory<byte>)(RedisValue)reply[0]).Span;
        if (outcome.SequenceEqual("late"u8)) return new AppendReply(null, clock);
        var refusal = Refusal(outcome);
        return new AppendReply(new AppendResult(Position((RedisValue)reply[1], (RedisValue)reply[2]), refusal, LogRecord.EpochOrOrigin((string?)(RedisValue)reply[4])), clock);
    }

    /// <summary>
    /// The server about which the script asks instead of answering, or <see langword="null"/>: the client has to find out what became of it.
    /// </summary>
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
            // Only our own scripts write a log. If another program wrote a record, the other records are still read.
            var submission = (string?)fields[i + 1] ?? "";
            var sequence = end;
            try
            {
                sequence = Number(fields[i]);
                if (sequence > end) throw new FormatException($"Its sequence, {sequence}, is after the log's end.");
                if (sequence == last) throw new FormatException("Another record has the same sequence.");
                entries.Add(LogRecord.Parse(submission, sequence, (ReadOnlyMemory<byte>)fields[i + 2]));
                last = sequence;
            }
            catch (FormatException e)
            {
                unreadable.Add(new UnreadableRecord(Math.Min(sequence, end), Printable.Text(submission), e.Message));
            }
        }

        var page = new LogPage
        {
            Epoch = LogRecord.EpochOrOrigin((string?)fields[0]),
            Origin = LogRecord.EpochOrOrigin((string?)fields[1]),
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

    // Compared as bytes, so that no append allocates a string for it.
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

    private static FeedPosition Position(RedisValue epoch, RedisValue sequence) => new(LogRecord.EpochOrOrigin((string?)epoch), Number(sequence));

    private static RedisValue[] Fields(RedisResult reply, int atLeast) => (RedisValue[]?)reply is { } fields && fields.Length >= atLeast
        ? fields
        : throw TooShort();

    private static FormatException TooShort() => new("A script returned too few fields.");

    private static long Number(RedisValue value) =>
        long.TryParse(((ReadOnlyMemory<byte>)value).Span, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException("A script returned something that is not a number.");
}

/// <summary>The reply of the append script.</summary>
/// <param name="Result">What the log did, or <see langword="null"/>: the append came after its not-after, and the log ignored it.</param>
/// <param name="Clock">The log's clock, in microseconds.</param>
internal readonly record struct AppendReply(AppendResult? Result, long Clock);
