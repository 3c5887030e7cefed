using Microsoft.Data.Sqlite;

namespace LiveSubmissions.Doctor.Tests.Benches;

/// <summary>The judge's table of submissions, written to as by code that was forgotten when broadcasting was added: nobody is told.</summary>
internal sealed class RecordTable(string data)
{
    /// <summary>Saves a new row.</summary>
    /// <returns>Its id.</returns>
    public Task<long> AddAsync(int problem, string status, TimeSpan ago) => RunAsync(
        """
        INSERT INTO Submissions (ProblemId, FileName, Status, Revision, Attempt, Ticket, LostWorkers, CreatedAt, ChangedAt)
        VALUES ($problem, 'forgotten.csv', $status, 1, 1, 1, 0, $at, $at) RETURNING Id
        """,
        ("$problem", problem),
        ("$status", status),
        ("$at", DateTime.UtcNow - ago));

    /// <summary>Saves another status of a row.</summary>
    public Task ChangeAsync(long id, string status, TimeSpan ago) => RunAsync(
        "UPDATE Submissions SET Status = $status, Revision = Revision + 1, ChangedAt = $at WHERE Id = $id RETURNING Id",
        ("$id", id),
        ("$status", status),
        ("$at", DateTime.UtcNow - ago));

    public Task RemoveAsync(long id) => RunAsync("DELETE FROM Submissions WHERE Id = $id RETURNING Id", ("$id", id));

    private async Task<long> RunAsync(string command, params (string Name, object Value)[] values)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(data, "judge.db")};Pooling=False");
        await connection.OpenAsync();
        await using var run = connection.CreateCommand();
        run.CommandText = "PRAGMA busy_timeout = 10000;";
        await run.ExecuteNonQueryAsync();
        run.CommandText = command;
        foreach (var (name, value) in values) run.Parameters.AddWithValue(name, value);
        return (long)(await run.ExecuteScalarAsync() ?? throw new InvalidOperationException("There is no such row."));
    }
}
