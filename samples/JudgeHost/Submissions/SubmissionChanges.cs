using System.Text.Json.Nodes;
using LiveSubmissions;

namespace JudgeHost.Submissions;

/// <summary>The one way to change a submission: save, then broadcast what was saved, with the row's revision.</summary>
/// <remarks>
/// In this order: a page that is told something, and then asks, must find it. Should the process die in between, the page that asks
/// (after a reload or a resync) still finds the truth, since the database has it. A broadcast never throws for a fault of the transport.
/// </remarks>
internal sealed class SubmissionChanges(SubmissionStore store, ISubmissionBroadcaster broadcaster)
{
    public async Task<Submission> AddAsync(int problemId, string? participant, string fileName, byte[] content, CancellationToken cancel)
    {
        var added = await store.AddAsync(problemId, participant, fileName, content, cancel);
        await TellAsync(added);
        return added;
    }

    /// <returns>The row as it was saved; null if the rule refused, and then nobody is told anything.</returns>
    public async Task<Submission?> ApplyAsync(long id, Func<Submission, DateTime, bool> rule, CancellationToken cancel)
    {
        var saved = await store.ChangeAsync(id, rule, cancel);
        if (saved is not null) await TellAsync(saved);
        return saved;
    }

    // Without the caller's token: what is saved is to be told, also when the caller is gone.
    private async Task TellAsync(Submission row) => await broadcaster.BroadcastAsync(
        row.ProblemId, row.Id, row.Status, row.Metrics is { } json ? JsonNode.Parse(json)!.AsObject() : null, row.Revision, row.Progress);
}
