using LiveSubmissions;
using Microsoft.EntityFrameworkCore;

namespace JudgeHost.Tests.Documents.Application;

/// <summary>What the reader of docs/getting-started.md has already: a database with submissions, and problems.</summary>
public sealed class JudgeDbContext(DbContextOptions<JudgeDbContext> options) : DbContext(options)
{
    public DbSet<Submission> Submissions => Set<Submission>();
}

public sealed class Submission
{
    public long Id { get; set; }

    public long ProblemId { get; set; }

    public string Status { get; set; } = "";

    public string? Metrics { get; set; }

    public long Revision { get; set; }
}

public sealed class Problems
{
    public Task<bool> ExistsAsync(ProblemId problem, CancellationToken cancellationToken) => Task.FromResult(!cancellationToken.IsCancellationRequested && problem.ToString() == "1");
}
