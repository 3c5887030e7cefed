using JudgeHost.Settings;
using Microsoft.Data.Sqlite;

namespace JudgeHost.Tests.Submissions;

public class JudgeDatabaseTests
{
    [Fact]
    public async Task Many_that_start_at_the_same_moment_make_one_database()
    {
        using var folder = new TemporaryFolder();
        var data = Path.Combine(folder.Path, "not", "there", "yet");
        var stores = Enumerable.Range(0, 6).Select(_ => new StoreOnDisk(data)).ToList();

        await Task.WhenAll(stores.Select(store => Task.Run(store.CreateAsync)));

        foreach (var store in stores) await store.Store.AddAsync(1, null, "predictions.csv", [1], default);
        Assert.Equal(6, (await stores[0].Store.NewestAsync(1, 10, default)).Count);
        foreach (var store in stores) await store.DisposeAsync();
    }

    [Fact]
    public async Task Readers_do_not_block_the_writer()
    {
        using var folder = new TemporaryFolder();
        await using var store = new StoreOnDisk(folder.Path);
        await store.CreateAsync();

        await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder.Path, "judge.db")}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode";
        Assert.Equal("wal", await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_told_with_its_setting()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "file");
        await File.WriteAllTextAsync(file, "");
        await using var store = new StoreOnDisk(Path.Combine(file, "data"));

        var error = await Assert.ThrowsAsync<StartException>(store.CreateAsync);
        Assert.Contains("Judge:DataDirectory", error.Message, StringComparison.Ordinal);
    }
}
