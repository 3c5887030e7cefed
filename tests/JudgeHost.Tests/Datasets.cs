namespace JudgeHost.Tests;

/// <summary>The data sets beside the host that is tested, and submissions made from them.</summary>
internal static class Datasets
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "datasets");

    public static string Labels(string slug) => Path.Combine(Folder, slug, "labels.csv");

    public static string Features(string slug) => Path.Combine(Folder, slug, "features.csv");

    /// <summary>A submission that is right everywhere.</summary>
    public static string Right(string slug) => string.Join('\n', File.ReadLines(Labels(slug)).Skip(1).Prepend("id,prediction")) + "\n";

    /// <summary>A submission for the digits that is wrong in so many rows.</summary>
    public static string DigitsWithErrors(int wrong) =>
        string.Join('\n', File.ReadLines(Labels("digits")).Skip(1).Select((line, row) => row < wrong ? Wrong(line) : line).Prepend("id,prediction")) + "\n";

    private static string Wrong(string line)
    {
        var parts = line.Split(',');
        return $"{parts[0]},{(int.Parse(parts[1]) + 1) % 10}";
    }
}
