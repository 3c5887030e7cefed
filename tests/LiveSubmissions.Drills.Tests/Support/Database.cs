using System.Collections.Concurrent;

namespace LiveSubmissions.Drills.Tests.Support;

/// <summary>The application's database, the source of truth: a page that is told to resync asks it.</summary>
internal sealed class Database
{
    private readonly ConcurrentDictionary<int, Row> _rows = new();

    public Row Save(int submission, string status) =>
        _rows.AddOrUpdate(submission, _ => new Row(1, status), (_, before) => new Row(before.Revision + 1, status));

    public Dictionary<int, Row> Read() => new(_rows);
}
