using System.Text.Json.Nodes;
using LiveSubmissions;

namespace JudgeHost.Submissions;

/// <summary>The one way to change a submission: save, then broadcast what was saved, with the row's revision.</summary>
/// <remarks>
/// In this order: a page that is told something, and then asks, must find it. Should the process die in between, the page that asks
/// (after a reload or a resync) still finds the truth, since the database has it. A broadcast never throws for a fault of the transport.
/// </remarks>
internal sealed class SubmissionChanges(SubmissionStore store, ISubmissionBroadcaster broadcaster, TimeProvider time)
{
    /// <summary>
    /// How long an evaluation, or an upload, waits to hear that its update is out. Beyond that the broadcaster keeps the update and sends it when it can.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    public async Task<Submission> AddAsync(int problemId, string? participant, string fileName, byte[] content, CancellationToken cancellationToken)
    {
        var added = await store.AddAsync(problemId, participant, fileName, content, cancellationToken);
        await TellAsync(added);
        return added;
    }

    /// <returns>The row as it was saved; null if the rule refused, and then nobody is told anything.</returns>
    public async Task<Submission?> ApplyAsync(long id, Func<Submission, DateTime, bool> rule, CancellationToken cancellationToken)
    {
        var saved = await store.ChangeAsync(id, rule, cancellationToken);
        if (saved is not null) await TellAsync(saved);
        return saved;
    }

    private async Task TellAsync(Submission row)
    {
        // Not the caller's token: what is saved is to be told, also when the caller is gone. This one ends the wait, not the update.
        using var patience = new CancellationTokenSource(Patience, time);
        var metrics = row.Metrics is { } json ? JsonNode.Parse(json)!.AsObject() : null;
        await broadcaster.BroadcastAsync(row.ProblemId, row.Id, row.Status, metrics, row.Revision, row.Progress, patience.Token);
    }
}
