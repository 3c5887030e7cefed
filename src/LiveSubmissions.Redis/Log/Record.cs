using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using LiveSubmissions.Log;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Redis.Log;

/// <summary>A state as Redis keeps it and as notifications carry it; <c>log.lua</c> describes it.</summary>
internal static class Record
{
    private const string NoRevision = "-";
    private const string NoTrace = "-";

    private static readonly SearchValues<char> BroadcasterCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    /// <summary>The revision as the script takes it.</summary>
    public static string Revision(SubmissionEntry entry) => entry.Revision?.ToString(CultureInfo.InvariantCulture) ?? NoRevision;

    /// <summary>The part of the header that the script does not look into.</summary>
    /// <exception cref="ArgumentException">The entry has something that no record can hold.</exception>
    public static string RestOfHeader(SubmissionEntry entry)
    {
        if (entry.Problem.IsMissing || entry.Submission.IsMissing || entry.Status.Value.Length == 0)
        {
            throw new ArgumentException("The entry has no problem, no submission or no status.", nameof(entry));
        }

        if (entry.Revision < 0 || entry.Operation.Counter < 0)
        {
            throw new ArgumentException("The entry has a negative revision or counter.", nameof(entry));
        }

        if (entry.Operation.Broadcaster is not { Length: > 0 } broadcaster || broadcaster.AsSpan().ContainsAnyExcept(BroadcasterCharacters))
        {
            throw new ArgumentException("The entry's broadcaster is not made of ASCII letters and digits.", nameof(entry));
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{entry.PlainLength} {Kind(entry.Problem.IsNumber)}{Kind(entry.Submission.IsNumber)} {TraceParent(entry)} {entry.Problem} {entry.Status}");
    }

    /// <summary>Reads a record. The entry's message is a part of it, not a copy.</summary>
    /// <param name="submission">The submission under which the record stands.</param>
    /// <param name="sequence">Where the log holds it; <see langword="null"/> where nothing but the record says so.</param>
    /// <param name="record">The record.</param>
    /// <exception cref="FormatException">It is no record, or one that no log can have accepted.</exception>
    public static LogEntry Parse(string submission, long? sequence, ReadOnlyMemory<byte> record)
    {
        if (record.Length > 0 && record.Span[0] == (byte)'!') throw TooLong(Encoding.ASCII.GetString(record.Span[1..Math.Min(record.Length, 20)]));
        if (record.Length > ISubmissionTransport.MaxRecordBytes) throw TooLong($"{record.Length}");
        var newline = record.Span.IndexOf((byte)'\n');
        if (newline < 0) throw new FormatException("A record has no header.");
        var header = new Fields(record.Span[..newline]);
        var json = record[(newline + 1)..];

        var stands = header.Number();
        if (stands > LogEntry.MaxSequence) throw new FormatException($"A record's sequence, {stands}, is larger than 2^53.");
        if (sequence is { } known && known != stands) throw new FormatException($"A record says that it stands at {stands}, and stands at {known}.");
        header.Skip(); // When it was given: the script's own affair.
        var operation = new OperationId(header.Text(), header.Number());
        var revision = header.Text();
        var plainLength = header.Number();
        var kinds = header.Text();
        var traceParent = header.Text();
        var problem = header.Text();
        if (plainLength > json.Length || kinds.Length != 2) throw new FormatException("A record's header does not fit its message.");
        try
        {
            return new LogEntry(stands, new SubmissionEntry
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
            throw new FormatException("A record's header has an id, a status or a number that is none.", e);
        }
    }

    /// <summary>A broadcaster cleans a status before it writes it: one that would still be changed is not a broadcaster's.</summary>
    private static SubmissionStatus Status(string text)
    {
        var status = new SubmissionStatus(text);
        return status.Value == text ? status : throw new FormatException("A record's header has a status that no broadcaster writes.");
    }

    /// <summary>What is no trace context would not be understood by anybody, and its spaces would be taken for the header's.</summary>
    private static string TraceParent(SubmissionEntry entry) =>
        entry.TraceParent is { } parent && ActivityContext.TryParse(parent, null, out _) ? parent : NoTrace;

    private static FormatException TooLong(string bytes) =>
        new($"A record is {bytes} bytes long, and {ISubmissionTransport.MaxRecordBytes} is the most.");

    private static char Kind(bool isNumber) => isNumber ? 'n' : 's';

    private static bool IsNumber(char kind) => kind switch
    {
        'n' => true,
        's' => false,
        _ => throw new FormatException("A record's header has an id of an unknown kind."),
    };

    private static long ParseNumber(string text) => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
