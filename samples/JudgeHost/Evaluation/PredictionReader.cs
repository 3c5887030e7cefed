using System.Globalization;
using System.Text;
using CsvHelper;
using JudgeHost.Problems;

namespace JudgeHost.Evaluation;

/// <summary>Reads <c>id,prediction</c> files. For a malformed file, the error names the line and the reason.</summary>
internal static class PredictionReader
{
    private const int MissingIdsShown = 5;

    private static readonly CsvReaderOptions Form = new()
    {
        // The header is read like other lines, so that its errors have a line number too.
        HasHeader = false,
        Separator = ',',
        TrimWhitespace = true,
        TrackLineNumbers = true,
        AllowLineBreaksInQuotes = false,
        MaxRecordSize = 10_000,
        MalformedData = CsvMalformedDataHandling.Throw,
        IncludeValuesInExceptions = false,
    };

    /// <returns>The predictions, in the order of the labels' rows.</returns>
    /// <exception cref="MalformedSubmissionException">The file is not valid.</exception>
    public static T[] Read<T>(byte[] file, Labels labels, Func<string, T> parse)
    {
        using var csv = CsvReader.FromText(SubmissionText.Decode(file), Form);
        try
        {
            ReadHeader(csv);
            return ReadRows(csv, labels, parse);
        }
        catch (CsvFormatException e)
        {
            throw new MalformedSubmissionException(
                (int)Math.Max(1, e.LineNumber), "this is not CSV: a quotation mark is out of place, or the line is far too long.");
        }
    }

    private static void ReadHeader(CsvReader csv)
    {
        if (!csv.Read()) throw new MalformedSubmissionException(1, "the file is empty. Its first line must be id,prediction.");
        var header = Fields(csv);
        if (header is ["id", "prediction"]) return;
        throw new MalformedSubmissionException(
            (int)csv.LineNumber, $"the header is {SubmissionText.Quote(string.Join(',', header))}. It must be id,prediction.");
    }

    private static T[] ReadRows<T>(CsvReader csv, Labels labels, Func<string, T> parse)
    {
        var predictions = new T[labels.Ids.Count];
        var lineOf = new int[labels.Ids.Count];
        var line = (int)csv.LineNumber;
        while (csv.Read())
        {
            line = (int)csv.LineNumber;
            var fields = Fields(csv);
            if (fields.Length != 2)
            {
                var count = fields.Length == 1 ? "is 1 field" : $"are {fields.Length} fields";
                throw new MalformedSubmissionException(line, $"there {count}. Each line is an id and a prediction.");
            }

            if (!labels.TryFindRow(fields[0], out var row))
            {
                throw new MalformedSubmissionException(line, $"the id {SubmissionText.Quote(fields[0])} is unknown. Use the ids of features.csv.");
            }

            if (lineOf[row] != 0) throw new MalformedSubmissionException(line, $"the id {fields[0]} is a duplicate; line {lineOf[row]} has it already.");
            lineOf[row] = line;
            predictions[row] = Parse(line, fields[1], parse);
        }

        RefuseMissing(labels, lineOf, line);
        return predictions;
    }

    private static string[] Fields(CsvReader csv) => [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)];

    private static T Parse<T>(int line, string text, Func<string, T> parse)
    {
        try
        {
            return parse(text);
        }
        catch (FormatException e)
        {
            throw new MalformedSubmissionException(line, e.Message);
        }
    }

    private static void RefuseMissing(Labels labels, int[] lineOf, int lastLine)
    {
        var missing = Enumerable.Range(0, lineOf.Length).Where(row => lineOf[row] == 0).Select(row => labels.Ids[row]).ToList();
        if (missing.Count == 0) return;
        var shown = string.Join(", ", missing.Take(MissingIdsShown)) + (missing.Count > MissingIdsShown ? ", …" : "");
        throw new MalformedSubmissionException(
            lastLine, $"the file ends here, and {missing.Count} of {lineOf.Length} ids {(missing.Count == 1 ? "is" : "are")} missing: {shown}.");
    }
}

/// <summary>Parses one prediction. The message of a <see cref="FormatException"/> is shown to the participant.</summary>
internal static class Predictions
{
    public static int Class(Problem problem, string text)
    {
        for (var i = 0; i < problem.Classes.Count; i++)
        {
            if (string.Equals(problem.Classes[i], text, StringComparison.Ordinal)) return i;
        }

        throw new FormatException($"the prediction {SubmissionText.Quote(text)} is not one of the classes {string.Join(", ", problem.Classes)}.");
    }

    public static double Number(string text)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            throw new FormatException($"the prediction {SubmissionText.Quote(text)} is not a number. Write it like 152.5.");
        }

        // NaN, infinity, and numbers that are too large for a double, which are read as infinity.
        if (!double.IsFinite(number)) throw new FormatException($"the prediction {SubmissionText.Quote(text)} is not a finite number.");
        return number;
    }
}

/// <summary>Decodes an uploaded file. A file that is not UTF-8 is an error, so that a wrong text is never scored.</summary>
internal static class SubmissionText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Decode(byte[] file)
    {
        try
        {
            var text = Strict.GetString(file);
            return text.StartsWith('\ufeff') ? text[1..] : text;
        }
        catch (DecoderFallbackException e)
        {
            var line = 1 + file.AsSpan(0, Math.Clamp(e.Index, 0, file.Length)).Count((byte)'\n');
            throw new MalformedSubmissionException(line, "the file is not UTF-8 text. Save it as CSV with UTF-8.");
        }
    }

    /// <summary>Shortens a value from the file for a message, and removes control characters.</summary>
    public static string Quote(string value)
    {
        const int Longest = 40;
        var shown = value.Length > Longest ? value[..Longest] + "…" : value;
        return $"'{string.Concat(shown.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '\ufffd' : c))}'";
    }
}

/// <summary>A submission's file cannot be scored. The participant can fix that.</summary>
/// <param name="line">The line of the file, counted from 1.</param>
/// <param name="reason">What is wrong in that line.</param>
internal sealed class MalformedSubmissionException(int line, string reason) : Exception($"Line {line}: {reason}")
{
    public int Line => line;

    public string Reason => reason;
}
