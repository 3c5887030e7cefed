using JudgeHost.Settings;
using LiveSubmissions;
using LiveSubmissions.Records;
using Microsoft.EntityFrameworkCore;

namespace JudgeHost.Submissions;

/// <summary>Registers the database, the store and the changes.</summary>
internal static class SubmissionServices
{
    public static IServiceCollection AddSubmissions(this IServiceCollection services)
    {
        services.AddDbContextFactory<JudgeDbContext>((provider, options) => options
            .UseSqlite($"Data Source={JudgeDatabase.FileIn(provider.GetRequiredService<JudgeSettings>().DataDirectory)}")
            .AddInterceptors(new BusyTimeout()));
        services.AddSingleton<JudgeDatabase>();
        services.AddSingleton<SubmissionStore>();
        services.AddSingleton<SubmissionChanges>();
        return services;
    }
}

/// <summary>Gives the doctor the newest rows, so that it finds a status that was saved and not broadcast, and a submission that no worker evaluates.</summary>
internal static class SavedRecords
{
    public static ILiveSubmissionsBuilder AddSavedRecords(this ILiveSubmissionsBuilder feed) => feed.AddRecords(static async (services, limit, cancellationToken) =>
    {
        var rows = await services.GetRequiredService<SubmissionStore>().LatestChangedAsync(limit, cancellationToken);
        return [.. rows.Select(static row => new RecordedSubmission(row.ProblemId, row.Id, row.Status, row.Revision, row.ChangedAt))];
    });
}
