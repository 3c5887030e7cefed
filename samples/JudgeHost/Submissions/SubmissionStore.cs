using Microsoft.EntityFrameworkCore;

namespace JudgeHost.Submissions;

/// <summary>Stores submissions. A change is a rule of <see cref="Submission"/>. If another process saved the row first, the rule decides again.</summary>
internal sealed class SubmissionStore(IDbContextFactory<JudgeDbContext> contexts, TimeProvider time)
{
    /// <summary>Only the submission's worker, a rejudge and the watch write to a row, so more collisions than this are a bug.</summary>
    private const int MaxCollisions = 50;

    public async Task<Submission> AddAsync(int problemId, string? participant, string fileName, byte[] content, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var row = new Submission { ProblemId = problemId, Participant = participant, FileName = fileName, CreatedAt = now };
        row.MarkChanged(now, first: true);
        db.Submissions.Add(row);
        await db.SaveChangesAsync(cancellationToken);
        db.Files.Add(new SubmissionFile { SubmissionId = row.Id, Content = content });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return row;
    }

    public async Task<Submission?> FindAsync(long id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Submissions.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
    }

    public async Task<byte[]> ReadFileAsync(long id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Files.Where(file => file.SubmissionId == id).Select(file => file.Content).SingleAsync(cancellationToken);
    }

    /// <summary>A problem's newest submissions, newest first.</summary>
    public async Task<IReadOnlyList<Submission>> NewestAsync(int problemId, int limit, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Submissions.AsNoTracking().Where(row => row.ProblemId == problemId)
            .OrderByDescending(row => row.Id).Take(limit).ToListAsync(cancellationToken);
    }

    /// <summary>Submissions of a status that were last saved before a time, oldest first.</summary>
    public async Task<IReadOnlyList<Submission>> UnchangedSinceAsync(string status, DateTime before, int limit, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Submissions.AsNoTracking().Where(row => row.Status == status && row.ChangedAt < before)
            .OrderBy(row => row.Id).Take(limit).ToListAsync(cancellationToken);
    }

    /// <summary>The submissions of all problems that were saved last, newest first.</summary>
    public async Task<IReadOnlyList<Submission>> LatestChangedAsync(int limit, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Submissions.AsNoTracking().OrderByDescending(row => row.ChangedAt).Take(limit).ToListAsync(cancellationToken);
    }

    /// <summary>Changes a row by a rule and saves it with the next revision.</summary>
    /// <returns>The row as it was saved; null if there is no such row, or the rule refused.</returns>
    public async Task<Submission?> ChangeAsync(long id, Func<Submission, DateTime, bool> rule, CancellationToken cancellationToken)
    {
        for (var collisions = 0; ; collisions++)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var row = await db.Submissions.SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
            var now = time.GetUtcNow().UtcDateTime;
            if (row is null || !rule(row, now)) return null;
            row.MarkChanged(now, first: false);
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                return row;
            }
            catch (DbUpdateConcurrencyException) when (collisions < MaxCollisions)
            {
                // Another process has saved the row in between. Read it again: the rule may decide differently now.
            }
        }
    }

    /// <summary>Whether the database answers.</summary>
    public async Task PingAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Submissions.AsNoTracking().OrderBy(row => row.Id).Select(row => row.Id).FirstOrDefaultAsync(cancellationToken);
    }
}
