using JudgeHost.Submissions;
using LiveSubmissions.Records;
using LiveSubmissions;

namespace JudgeHost.Diagnostics;

/// <summary>Gives the doctor what the database holds, so that it finds a status that was saved and not broadcast, and a submission that nobody evaluates.</summary>
internal static class SavedRecords
{
    public static ILiveSubmissionsBuilder AddSavedRecords(this ILiveSubmissionsBuilder feed) => feed.AddRecords(static async (services, limit, cancellationToken) =>
    {
        var rows = await services.GetRequiredService<SubmissionStore>().LatestChangedAsync(limit, cancellationToken);
        return [.. rows.Select(static row => new RecordedSubmission(row.ProblemId, row.Id, row.Status, row.Revision, row.ChangedAt))];
    });
}
