using System.Collections.Concurrent;
using CsvHelper;
using JudgeHost.Settings;

namespace JudgeHost.Problems;

/// <summary>Reads labels, once a problem. Registered where submissions are evaluated and nowhere else: a backend of its own never opens them.</summary>
internal sealed class LabelStore(JudgeSettings settings)
{
    private readonly ConcurrentDictionary<int, Labels> _labels = new();

    /// <exception cref="InvalidDataException">The file is not there or not in order: a fault of the judge, not of the participant.</exception>
    public Labels Get(Problem problem) => _labels.GetOrAdd(problem.Id, _ => Read(problem));

    private Labels Read(Problem problem)
    {
        var path = Path.Combine(settings.DatasetsDirectory, problem.Slug, "labels.csv");
        if (!File.Exists(path)) throw new InvalidDataException($"The labels of problem {problem.Id} ({problem.Slug}) are not there.");
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
