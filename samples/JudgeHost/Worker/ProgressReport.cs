using System.Text.Json.Nodes;
using JudgeHost.Submissions;

namespace JudgeHost.Worker;

/// <summary>Saves and broadcasts how far a run is, now and then: people see it move, and <see cref="LostWorkerWatch"/> sees it live.</summary>
internal sealed class ProgressReport(SubmissionChanges changes, Submission row, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(150);

    private long? _last;

    /// <exception cref="SupersededException">The submission is no longer this run's.</exception>
    public async Task TellAsync(double progress, JsonObject metrics)
    {
        if (_last is { } last && time.GetElapsedTime(last) < Interval) return;
        _last = time.GetTimestamp();
        var json = metrics.ToJsonString();

        // Without a token: what is begun here is saved and told, or neither.
        var saved = await changes.ApplyAsync(row.Id, (now, _) => now.Report(row.Attempt, progress, json), CancellationToken.None);
        if (saved is null) throw new SupersededException();
    }
}
