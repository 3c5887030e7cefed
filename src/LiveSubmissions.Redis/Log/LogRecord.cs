using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using LiveSubmissions.Log;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Redis.Log;

/// <summary>The format of a state, in a log in Redis and in a notification. <c>log.lua</c> describes it.</summary>
internal static class LogRecord
{
    private const string NoRevision = "-";
    private const string NoTrace = "-";
    private const int MaxEpochLength = 64;

    private static readonly SearchValues<char> BroadcasterCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    /// <summary>The revision in the form that the script takes.</summary>
    public static string Revision(SubmissionEntry entry) => entry.Revision?.ToString(CultureInfo.InvariantCulture) ?? NoRevision;

    /// <summary>The part of the header that the script stores and does not read.</summary>
    /// <exception cref="ArgumentException">The entry has a value that a record cannot hold.</exception>
    public static string RestOfHeader(SubmissionEntry entry)
    {
        if (entry.Problem.IsMissing || entry.Submission.IsMissing || entry.Status.Value.Length == 0)
        {
            throw new ArgumentException("The entry lacks a problem, a submission or a status.", nameof(entry));
        }

        if (entry.Revision < 0 || entry.Operation.Counter < 0)
        {
            throw new ArgumentException("The entry has a negative revision or counter.", nameof(entry));
        }

        if (entry.Operation.Broadcaster is not { Length: > 0 } broadcaster || broadcaster.AsSpan().ContainsAnyExcept(BroadcasterCharacters))
        {
            throw new ArgumentException("The entry's broadcaster has a character that is not an ASCII letter or digit.", nameof(entry));
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{entry.PlainLength} {Kind(entry.Problem.IsNumber)}{Kind(entry.Submission.IsNumber)} {TraceParent(entry)} {entry.Problem} {entry.Status}");
    }

    /// <summary>Reads a record. The entry's message is a slice of it, not a copy.</summary>
    /// <param name="submission">The submission to which the record belongs.</param>
    /// <param name="sequence">The sequence that the log has for it; <see langword="null"/> in a notification, where only the record has one.</param>
    /// <param name="record">The record.</param>
    /// <exception cref="FormatException">It is not a record, or no log can have accepted it.</exception>
    public static LogEntry Parse(string submission, long? sequence, ReadOnlyMemory<byte> record)
    {
        if (record.Length > 0 && record.Span[0] == (byte)'!') throw TooLong(Encoding.ASCII.GetString(record.Span[1..Math.Min(record.Length, 20)]));
        if (record.Length > LogEntry.MaxBytes) throw TooLong($"{record.Length}");
        var newline = record.Span.IndexOf((byte)'\n');
        if (newline < 0) throw new FormatException("A record has no header.");
        var header = new RecordFields(record.Span[..newline]);
        var json = record[(newline + 1)..];

        var ownSequence = header.Number();
        if (ownSequence > LogEntry.MaxSequence) throw new FormatException($"A record's sequence, {ownSequence}, is larger than 2^53.");
        if (sequence is { } known && known != ownSequence) throw new FormatException($"A record has the sequence {ownSequence}, and the log has {known} for it.");
        header.Skip(); // When the broadcaster was given the state: only the script uses it.
        var operation = new OperationId(header.Text(), header.Number());
        var revision = header.Text();
        var plainLength = header.Number();
        var kinds = header.Text();
        var traceParent = header.Text();
        var problem = header.Text();
        if (plainLength > json.Length || kinds.Length != 2) throw new FormatException("A record's header does not match its message.");
        try
        {
            return new LogEntry(ownSequence, new SubmissionEntry
            {
                Problem = IsNumber(kinds[0]) ? new ProblemId(ParseNumber(problem)) : new ProblemId(problem),
                Submission = IsNumber(kinds[1]) ? new SubmissionId(ParseNumber(submission)) : new SubmissionId(submission),
                Status = Status(header.Rest()),
                Revision = revision == NoRevision ? null : ParseNumber(revision),
                Operation = operation,
                Json = json,
                PlainLength = (int)plainLength,
                TraceParent = traceParent == NoTrace ? null : traceParent,
            });
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw new FormatException("A record's header has an invalid id, status or number.", e);
        }
    }

    /// <summary>Reads what <c>append.lua</c> publishes for an entry: <c>epoch predecessor submission record</c>.</summary>
    /// <exception cref="FormatException">It is not a notification.</exception>
    public static TransportNotification ParseNotification(ReadOnlyMemory<byte> message)
    {
        var fields = new RecordFields(message.Span);
        var epoch = EpochOrOrigin(fields.Text());
        var predecessor = fields.Number();
        var submission = fields.Text();
        return new TransportNotification(epoch, predecessor, Parse(submission, null, message[fields.Taken..]));
    }

    /// <summary>Checks an epoch or an origin.</summary>
    public static string EpochOrOrigin(string? text) => text is { Length: > 0 and <= MaxEpochLength } && SubmissionGroup.HasOnlyNameCharacters(text)
        ? text
        : throw new FormatException("An epoch or an origin is missing or invalid.");

    /// <summary>A broadcaster corrects a status before it writes it. A status that still needs a correction was not written by a broadcaster.</summary>
    private static SubmissionStatus Status(string text)
    {
        var status = new SubmissionStatus(text);
        return status.Value == text ? status : throw new FormatException("A record's header has a status that no broadcaster writes.");
    }

    /// <summary>An invalid trace context is left out: it is of no use, and a space in it would end the header's field.</summary>
    private static string TraceParent(SubmissionEntry entry) =>
        entry.TraceParent is { } parent && ActivityContext.TryParse(parent, null, out _) ? parent : NoTrace;

    private static FormatException TooLong(string bytes) =>
        new($"A record is {bytes} bytes long; the limit is {LogEntry.MaxBytes}.");

    private static char Kind(bool isNumber) => isNumber ? 'n' : 's';

    private static bool IsNumber(char kind) => kind switch
    {
        'n' => true,
        's' => false,
        _ => throw new FormatException("A record's header has an id of an unknown kind."),
    };

    private static long ParseNumber(string text) => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}

/// <summary>Reads a line field by field. One space separates two fields.</summary>
/// <param name="line">The line.</param>
internal ref struct RecordFields(ReadOnlySpan<byte> line)
{
    private ReadOnlySpan<byte> _rest = line;

    /// <summary>How many bytes were read so far, including the space after each field.</summary>
    public int Taken { get; private set; }

    public string Text() => Encoding.ASCII.GetString(Next());

    /// <summary>A number, 0 or more.</summary>
    public long Number()
    {
        var field = Next();
        return Utf8Parser.TryParse(field, out long number, out var used) && used == field.Length && number >= 0
            ? number
            : throw new FormatException("A field is not a number.");
    }

    public void Skip() => Next();

    /// <summary>The rest of the line, spaces included.</summary>
    public string Rest() => Encoding.UTF8.GetString(_rest);

    private ReadOnlySpan<byte> Next()
    {
        var space = _rest.IndexOf((byte)' ');
        if (space < 1) throw new FormatException("A field is missing.");
        var field = _rest[..space];
        _rest = _rest[(space + 1)..];
        Taken += space + 1;
        return field;
    }
}
