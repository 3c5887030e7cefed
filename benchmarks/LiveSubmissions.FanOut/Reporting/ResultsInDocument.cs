namespace LiveSubmissions.FanOut.Reporting;

/// <summary>The place in a document that holds a run's output.</summary>
internal static class ResultsInDocument
{
    private const string Begin = "<!-- results: begin -->";
    private const string End = "<!-- results: end -->";

    /// <exception cref="InvalidDataException">The document has no such place.</exception>
    public static void Replace(string path, string report)
    {
        var document = File.ReadAllText(path);
        var begin = document.IndexOf(Begin, StringComparison.Ordinal);
        var end = document.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin) throw new InvalidDataException($"{path} has no place for results: {Begin}, then {End}.");
        File.WriteAllText(path, $"{document[..(begin + Begin.Length)]}\n\n{report}\n{document[end..]}");
    }
}
