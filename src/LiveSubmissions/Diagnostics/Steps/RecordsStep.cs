namespace LiveSubmissions.Diagnostics.Steps;

/// <summary>The guide's issue 5: a status that is saved and never broadcast.</summary>
internal sealed class RecordsStep : IDiagnosticStep
{
    public string Id => "records";

    public string Question => "Is every saved status broadcast?";

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancel)
    {
        var survey = await context.SurveyAsync(cancel).ConfigureAwait(false);
        var records = survey.With("records").Select(node => node.Records).OfType<Nodes.RecordFacts>().ToList();
        if (records.Count == 0) return DiagnosticResult.NotRun("No process gave the application's records (AddRecords).");
        if (records.Find(facts => facts.Error is not null) is { } unreadable)
        {
            return DiagnosticResult.Failed($"The application's records could not be read: {unreadable.Error}", "Look at the application's database.");
        }

        var missing = records.SelectMany(facts => facts.NotBroadcast).ToList();
        if (missing.Count == 0 && records.SelectMany(facts => facts.UnreadableLogs ?? []).FirstOrDefault() is { } log)
        {
            return DiagnosticResult.Failed($"What was saved could not be compared with the log of {log}", "Once that log can be read, ask again. The step mirrors tells more.");
        }

        if (missing.Count == 0) return DiagnosticResult.Passed($"The logs hold what was saved, of the {records.Max(facts => facts.Checked)} newest records.");
        var first = missing[0];
        return DiagnosticResult.Failed(
            $"Submission {first.Submission} of problem {first.Problem} was saved as {first.Saved} {Printable.Seconds(first.Seconds)} ago, and the log has "
            + (first.InLog is null ? "nothing of it." : $"{first.InLog}."),
            "A code path saves a status without broadcasting it, or a broadcast was skipped (problem id is missing) or failed: call BroadcastAsync after every save, in error "
            + "handling too, and look for 'Skip websocket broadcast' and 'Failed submission update' in the log of the process that saved it.");
    }
}
