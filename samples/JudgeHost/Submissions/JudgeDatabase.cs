using JudgeHost.Hosting;
using JudgeHost.Settings;
using Microsoft.EntityFrameworkCore;

namespace JudgeHost.Submissions;

/// <summary>The database file: where it is, and how it comes to be when several processes start at the same moment.</summary>
internal sealed class JudgeDatabase(IDbContextFactory<JudgeDbContext> contexts, JudgeSettings settings, TimeProvider time)
{
    private static readonly TimeSpan LockDeadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LockRetry = TimeSpan.FromMilliseconds(50);

    public static string FileIn(string directory) => Path.Combine(directory, "judge.db");

    /// <exception cref="StartException">The directory cannot be written, or another process holds the lock for too long.</exception>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(settings.DataDirectory);
            await using var one = await EnterAsync(cancellationToken);
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            await db.Database.EnsureCreatedAsync(cancellationToken);

            // Readers do not block the writer, nor it them. The setting stays in the file.
            await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL;", cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Microsoft.Data.Sqlite.SqliteException)
        {
            throw new StartException(
                $"Judge:DataDirectory is '{settings.DataDirectory}', and the database there cannot be made or opened: {e.Message} "
                + "Name a folder that can be written.");
        }
    }

    /// <summary>EnsureCreated looks, then creates: only one process at a time may do so.</summary>
    private async Task<FileStream> EnterAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(settings.DataDirectory, "judge.lock");
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path) && time.GetElapsedTime(started) < LockDeadline)
            {
                await Task.Delay(LockRetry, time, cancellationToken);
            }
        }
    }
}
