using Microsoft.EntityFrameworkCore;

namespace JudgeHost.Submissions;

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

        // Whoever saves must have seen the newest row: this is what makes the rules of Submission hold between processes.
        submission.Property(row => row.Revision).IsConcurrencyToken();
        submission.HasIndex(row => new { row.ProblemId, row.Id });
        submission.HasIndex(row => row.Status);

        var file = modelBuilder.Entity<SubmissionFile>();
        file.HasKey(row => row.SubmissionId);
        file.HasOne<Submission>().WithOne().HasForeignKey<SubmissionFile>(row => row.SubmissionId);
    }
}
