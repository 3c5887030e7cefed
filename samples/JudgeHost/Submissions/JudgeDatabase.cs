using System.Data.Common;
using JudgeHost.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace JudgeHost.Submissions;

/// <summary>Creates the database file, also if several processes start at the same moment.</summary>
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

            // Readers and the writer do not block each other. The setting stays in the file.
            await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL;", cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Microsoft.Data.Sqlite.SqliteException)
        {
            throw new StartException(
                $"Judge:DataDirectory is '{settings.DataDirectory}', and the database there cannot be created or opened: {e.Message} "
                + "Set it to a folder that can be written.");
        }
    }

    /// <summary>EnsureCreated is not atomic: only one process at a time may call it.</summary>
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

/// <summary>The judge's database.</summary>
internal sealed class JudgeDbContext(DbContextOptions<JudgeDbContext> options) : DbContext(options)
{
    public DbSet<Submission> Submissions => Set<Submission>();

    public DbSet<SubmissionFile> Files => Set<SubmissionFile>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcConverter>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var submission = modelBuilder.Entity<Submission>();

        // A save succeeds only on the newest row: so the rules of Submission hold between processes.
        submission.Property(row => row.Revision).IsConcurrencyToken();
        submission.HasIndex(row => new { row.ProblemId, row.Id });
        submission.HasIndex(row => row.Status);

        var file = modelBuilder.Entity<SubmissionFile>();
        file.HasKey(row => row.SubmissionId);
        file.HasOne<Submission>().WithOne().HasForeignKey<SubmissionFile>(row => row.SubmissionId);
    }
}

/// <summary>The file of a submission. It has its own table, so that lists of submissions do not load it.</summary>
internal sealed class SubmissionFile
{
    public long SubmissionId { get; init; }

    public required byte[] Content { get; init; }
}

/// <summary>Several processes write to one file: a connection that finds it locked waits instead of failing.</summary>
internal sealed class BusyTimeout : DbConnectionInterceptor
{
    private const string Pragmas = "PRAGMA busy_timeout = 10000; PRAGMA synchronous = NORMAL;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>SQLite stores times without a time zone. All times here are UTC.</summary>
internal sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(time => time, time => DateTime.SpecifyKind(time, DateTimeKind.Utc));
