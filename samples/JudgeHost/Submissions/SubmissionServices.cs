using JudgeHost.Settings;
using Microsoft.EntityFrameworkCore;

namespace JudgeHost.Submissions;

/// <summary>Registers the database and what stands on it.</summary>
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
