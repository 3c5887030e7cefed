namespace JudgeHost.Problems;

/// <summary>The true values of a problem's rows. The judge's alone.</summary>
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
