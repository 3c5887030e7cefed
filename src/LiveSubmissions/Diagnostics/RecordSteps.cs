using LiveSubmissions.Diagnostics.Nodes;

namespace LiveSubmissions.Diagnostics;

/// <summary>Issue 5 of the guide: a status is saved and never broadcast.</summary>
internal sealed class RecordsStep : IDiagnosticStep
{
    /// <summary>If the facts are older than this, they were read for an earlier question.</summary>
    private const double FreshSeconds = 3;

    public string Id => "records";

    public string Question => "Is every saved status broadcast?";

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        var survey = await context.SurveyAsync(cancellationToken).ConfigureAwait(false);
        var keepers = survey.With("records").ToList();
        if (keepers.Count == 0) return DiagnosticResult.NotRun("No process gave the application's records (AddRecords).");
        var records = keepers.Select(node => node.Records).OfType<RecordFacts>().ToList();
        if (records.Count == 0)
        {
            return DiagnosticResult.NotRun(
                keepers.Exists(survey.LooksUp)
                    ? $"The application's records (AddRecords) are still being read after {Printable.Duration(NodeDirectory.AnswerDeadline)}: ask again."
                    : "The process that has the application's records did not answer.");
        }

        return Judge(records);
    }

    private static DiagnosticResult Judge(List<RecordFacts> records)
    {
        if (records.Find(facts => facts.Error is not null) is { } unreadable)
        {
            return DiagnosticResult.Failed(
                $"The application's records could not be read: {unreadable.Error}", "Look at the application's database, and at the read that is given to AddRecords.");
        }

        var missing = records.SelectMany(facts => facts.NotBroadcast.Select(record => (Record: record, When: When(facts)))).ToList();
        if (missing.Count > 0) return Missing(missing[0].Record, missing[0].When);
        if (records.SelectMany(facts => facts.UnreadableLogs ?? []).FirstOrDefault() is { } log)
        {
            return DiagnosticResult.Failed($"What was saved could not be compared with the log of {log}", "Once that log can be read, ask again. The step mirrors tells more.");
        }

        var compared = records.Max(static facts => facts.Checked);
        return compared == 0
            ? DiagnosticResult.NotRun("There is nothing to compare: no record was saved, or the logs were made, or lost something, after all that were.")
            : DiagnosticResult.Passed($"The logs hold what was saved, of the {compared} newest records that can be compared{When(records[0])}.");
    }

    private static DiagnosticResult Missing(RecordedFacts record, string when)
    {
        var saved = $"Submission {record.Submission} of problem {record.Problem} was saved as {record.Saved} {Printable.Seconds(record.Seconds)} ago, and the log ";
        var has = record.InLog is null ? "has nothing of it" : $"has {record.InLog}";
        return record.Group is { } group
            ? DiagnosticResult.Failed(
                $"{saved}of {group} {has}{when}: whoever follows that group is not told, while the problem's followers are.",
                "Give every update of the submission what ISubmissionGroupNaming.AdditionalGroups names the group by (SubmissionUpdate.UserId), in error handling too. If they all have it, "
                + "look for 'Deferred submission update' and 'Failed submission update' in the log of the process that saved it.")
            : DiagnosticResult.Failed(
                $"{saved}{has}{when}.",
                "A code path saves a status without broadcasting it, or a broadcast was skipped (problem id is missing) or failed: call BroadcastAsync after every save, in error "
                + "handling too, and look for 'Skip websocket broadcast' and 'Failed submission update' in the log of the process that saved it.");
    }

    private static string When(RecordFacts facts) =>
        facts.AgeSeconds <= FreshSeconds ? "" : $" (as they were read {Printable.Seconds(facts.AgeSeconds)} ago: reading them takes longer than the doctor waits)";
}

/// <summary>Whether a submission waits that no worker evaluates.</summary>
internal sealed class UnfinishedStep : IDiagnosticStep
{
    private const double PatienceSeconds = 60;

    public string Id => "unfinished";

    public string Question => "Does every submission come to an end?";

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        var survey = await context.SurveyAsync(cancellationToken).ConfigureAwait(false);
        var keepers = survey.With("records").ToList();
        if (keepers.Count == 0) return DiagnosticResult.NotRun("No process gave the application's records (AddRecords).");
        var held = survey.Alive.SelectMany(node => node.Runs).Select(run => (run.Problem, run.Submission)).ToHashSet();
        var oldest = keepers.SelectMany(node => node.Records?.Unfinished ?? [])
            .Where(record => !held.Contains((record.Problem, record.Submission)) && record.Seconds > PatienceSeconds)
            .MaxBy(record => record.Seconds);
        return oldest is null
            ? DiagnosticResult.Passed("None waits longer than a minute without a worker that holds it.")
            : DiagnosticResult.Failed(
                $"Submission {oldest.Submission} of problem {oldest.Problem} has been {oldest.Saved} for {Printable.Seconds(oldest.Seconds)}, and no worker holds it.",
                "Look at the queue and at the workers' log ([WORKER] Evaluating submission …): is the queue drained, or was its job lost with a worker?");
    }
}
