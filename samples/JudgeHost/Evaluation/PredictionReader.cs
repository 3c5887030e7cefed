using CsvHelper;
using JudgeHost.Problems;

namespace JudgeHost.Evaluation;

/// <summary>Reads <c>id,prediction</c> files, and says of a malformed one which line is wrong and why.</summary>
internal static class PredictionReader
{
    private const int MissingIdsShown = 5;

    private static readonly CsvReaderOptions Form = new()
    {
        // The header is a line like the others: it is checked here, and its errors have a line too.
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
    /// <exception cref="MalformedSubmissionException">The file is not as it should be.</exception>
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
