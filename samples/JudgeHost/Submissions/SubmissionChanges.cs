using System.Text.Json.Nodes;
using LiveSubmissions;

namespace JudgeHost.Submissions;

/// <summary>The only way to change a submission: save the row, then broadcast the saved state with the row's revision.</summary>
/// <remarks>
/// The order matters: a page that gets an update and then loads the rows must find it there. If the process dies in between, the page still finds the new
/// state in the database, after a reload or a resync. A broadcast does not throw if the transport fails.
/// </remarks>
internal sealed class SubmissionChanges(SubmissionStore store, ISubmissionBroadcaster broadcaster, TimeProvider time)
{
    /// <summary>
    /// How long an evaluation or an upload waits for its broadcast. After that the broadcaster keeps the update and sends it later.
    /// </summary>
    private static readonly TimeSpan BroadcastTimeout = TimeSpan.FromMilliseconds(500);

    public async Task<Submission> AddAsync(int problemId, string? participant, string fileName, byte[] content, CancellationToken cancellationToken)
    {
        var added = await store.AddAsync(problemId, participant, fileName, content, cancellationToken);
        await BroadcastAsync(added);
        return added;
    }

    /// <returns>The row as it was saved; null if the rule refused. Then nothing is broadcast.</returns>
    public async Task<Submission?> ApplyAsync(long id, Func<Submission, DateTime, bool> rule, CancellationToken cancellationToken)
    {
        var saved = await store.ChangeAsync(id, rule, cancellationToken);
        if (saved is not null) await BroadcastAsync(saved);
        return saved;
    }

    private async Task BroadcastAsync(Submission row)
    {
        // Not the caller's token: a saved state is broadcast even if the caller is gone. This token ends the wait, not the update.
        using var timeout = new CancellationTokenSource(BroadcastTimeout, time);
        var metrics = row.Metrics is { } json ? JsonNode.Parse(json)!.AsObject() : null;
        await broadcaster.BroadcastAsync(row.ProblemId, row.Id, row.Status, metrics, row.Revision, row.Progress, timeout.Token);
    }
}
