using System.Collections.Concurrent;
using CsvHelper;
using JudgeHost.Settings;

namespace JudgeHost.Problems;

/// <summary>Reads the labels of each problem once. Registered only where submissions are evaluated: a separate backend never opens them.</summary>
internal sealed class LabelStore(JudgeSettings settings)
{
    private readonly ConcurrentDictionary<int, Labels> _labels = new();

    /// <exception cref="InvalidDataException">The file is missing or damaged: an error of the judge, not of the participant.</exception>
    public Labels Get(Problem problem) => _labels.GetOrAdd(problem.Id, _ => Read(problem));

    private Labels Read(Problem problem)
    {
        var path = Path.Combine(settings.DatasetsDirectory, problem.Slug, "labels.csv");
        if (!File.Exists(path)) throw new InvalidDataException($"The labels of problem {problem.Id} ({problem.Slug}) are missing.");
        using var csv = CsvReader.FromFile(path);
        var ids = new List<string>(problem.Rows);
        var values = new List<string>(problem.Rows);
        while (csv.Read())
        {
            ids.Add(csv.GetString(0));
            values.Add(csv.GetString(1));
        }

        if (ids.Count == problem.Rows) return new Labels(ids, values);
        throw new InvalidDataException($"The labels of problem {problem.Id} ({problem.Slug}) have {ids.Count} rows instead of {problem.Rows}.");
    }
}

/// <summary>The true values of a problem's rows. Participants never see them.</summary>
internal sealed class Labels
{
    private readonly Dictionary<string, int> _rowById;

    public Labels(IReadOnlyList<string> ids, IReadOnlyList<string> values)
    {
        Ids = ids;
        Values = values;
        _rowById = ids.Select((id, row) => (id, row)).ToDictionary(pair => pair.id, pair => pair.row, StringComparer.Ordinal);
    }

    public IReadOnlyList<string> Ids { get; }

    public IReadOnlyList<string> Values { get; }

    public bool TryFindRow(string id, out int row) => _rowById.TryGetValue(id, out row);
}
