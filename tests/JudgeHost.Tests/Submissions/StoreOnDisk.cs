using JudgeHost.Settings;
using JudgeHost.Submissions;
using Microsoft.Extensions.DependencyInjection;

namespace JudgeHost.Tests.Submissions;

/// <summary>A store over a real database file: as one process has it. Several may share a folder.</summary>
internal sealed class StoreOnDisk : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public StoreOnDisk(string folder)
    {
        var services = new ServiceCollection();
        services.AddSingleton(new JudgeSettings { DataDirectory = folder });
        services.AddSingleton(TimeProvider.System);
        services.AddSubmissions();
        _services = services.BuildServiceProvider();
    }

    public SubmissionStore Store => _services.GetRequiredService<SubmissionStore>();

    public Task CreateAsync() => _services.GetRequiredService<JudgeDatabase>().CreateAsync(default);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }
}
