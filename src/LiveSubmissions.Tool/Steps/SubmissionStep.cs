using LiveSubmissions.Diagnostics.Nodes;
using LiveSubmissions.Diagnostics;
using LiveSubmissions.Feed;
using LiveSubmissions.Log;
using LiveSubmissions.Telemetry;
using LiveSubmissions.Tool.Doctor;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Tool.Steps;

/// <summary>The one submission of which somebody says that it did not update: what the logs, the processes and the page's rows have of it.</summary>
internal sealed class SubmissionStep(DoctorRequest request, ISubmissionTransport transport, ISubmissionGroupNaming naming, SubmissionSearch search, TimeProvider time)
    : IDiagnosticStep
{
    private readonly SubmissionId _submission = CommandLine.CommonOptions.SubmissionOf(request.Submission!);
    private readonly ProblemId _problem = CommandLine.CommonOptions.ProblemOf(request.Problem!);

    public string Id => "submission";

    public string Question => "What became of the submission?";

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        var group = naming.ForProblem(_problem);
        var (state, since) = await FindAsync(group, cancellationToken).ConfigureAwait(false);
        if (state is null) return await NotThereAsync(context, group, since, cancellationToken).ConfigureAwait(false);

        var known = $"The log of problem {_problem} has submission {_submission} as {state.State.Status}{Revision(state)}, {Ago(state)}.";
        if (request.Group is { } further)
        {
            var (told, _) = await FindAsync(further, cancellationToken).ConfigureAwait(false);
            if (told is null || told.State.Status != state.State.Status || told.State.Revision != state.State.Revision) return NotTold(known, further, told);
            known += $" So has the log of {further}.";
        }

        if (request.Rows is { } rows && await PageRows.HoldAsync(rows, _submission.ToString(), request.Headers, cancellationToken).ConfigureAwait(false) is { } missing)
        {
            return DiagnosticResult.Failed($"{known} {missing.Cause}", missing.Fix);
        }

        var survey = await context.SurveyAsync(cancellationToken).ConfigureAwait(false);
        return DiagnosticResult.Passed(known + Held(survey) + Written(survey, state) + (request.Rows is null ? "" : " The page's rows have it too."));
    }

    private async ValueTask<(LogEntry? State, DateTimeOffset? Since)> FindAsync(SubmissionGroup group, CancellationToken cancellationToken)
    {
        var log = await new LogReader(transport, group).ReadAllAsync(cancellationToken).ConfigureAwait(false);
        return (log.Entries.FirstOrDefault(entry => entry.State.Submission == _submission), log.CompleteSince);
    }

    private DiagnosticResult NotTold(string known, SubmissionGroup group, LogEntry? told) => DiagnosticResult.Failed(
        $"{known} The log of {group} has {(told is null ? "nothing of it" : $"{told.State.Status}{Revision(told)}, {Ago(told)}")}: whoever follows that group is not told.",
        "Give every update of the submission what ISubmissionGroupNaming.AdditionalGroups names the group by (SubmissionUpdate.UserId), in error handling too. If they all have it, look for "
        + "'Deferred submission update' and 'Failed submission update' in the log of the process that broadcasts.");

    private async Task<DiagnosticResult> NotThereAsync(DiagnosticContext context, SubmissionGroup group, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        var survey = await context.SurveyAsync(cancellationToken).ConfigureAwait(false);
        var traced = survey.Alive.SelectMany(survey.TraceOf).Select(hop => hop.Group).FirstOrDefault(other => other != group.Name);
        if ((traced ?? await search.FindAsync(_submission, group, cancellationToken).ConfigureAwait(false)) is { } other) return Elsewhere(group, other, (await FindAsync(new SubmissionGroup(other), cancellationToken).ConfigureAwait(false)).State);

        return DiagnosticResult.Failed(
            $"Nothing was broadcast for submission {_submission} of problem {_problem}{(since is { } time ? $" since {time:u}, when its log was made or last lost something" : "")}: the log, which keeps "
            + $"the newest states (for a week, unless it is set otherwise), has nothing of it.{Held(survey)}",
            $"Look for 'Broadcasting submission update: submission_id={_submission}' in the logs of the workers and the web app. If there is none, call BroadcastAsync after every save; "
            + "'Skip websocket broadcast: problem id is missing' means that the submission has no problem id.");
    }

    private DiagnosticResult Elsewhere(SubmissionGroup group, string other, LogEntry? state) => state?.State.Problem == _problem
        ? DiagnosticResult.Failed(
            $"The log of {group} has nothing of submission {_submission}, and the log of the additional group {other} has it as {state.State.Status}, {Ago(state)}.",
            "Look for 'Deferred submission update' and 'Failed submission update' in the log of the process that broadcasts, and whether the problem's log was lost since (steps eviction and records).")
        : DiagnosticResult.Failed(
            $"Submission {_submission} was broadcast to {other}, and never to {group}: for another problem than {_problem}.",
            "Open that problem's page; or, if it belongs to this one, correct the problem id that is given to BroadcastAsync.");

    private string Held(NodeSurvey survey)
    {
        var holder = survey.Alive.FirstOrDefault(node => node.Runs.Exists(IsIt));
        return holder is null ? "" : $" The {holder.Name} has been evaluating it for {Printable.Seconds(holder.Runs.Find(IsIt)!.Seconds)}.";

        bool IsIt(RunFacts run) => run.Submission == _submission.ToString() && run.Problem == _problem.ToString();
    }

    private static string Written(NodeSurvey survey, LogEntry state)
    {
        var operation = state.State.Operation.ToString();
        var hops = survey.Alive.SelectMany(survey.TraceOf).Where(hop => hop.Operation == operation && hop.Hop == TraceHop.Written).ToList();
        return hops.Count == 0 ? "" : $" {hops.Count} web nodes gave it to {hops.Sum(hop => hop.Clients)} waiting clients.";
    }

    private string Ago(LogEntry state) => $"since {state.AcceptedAt:u} ({Printable.Duration(time.GetUtcNow() - state.AcceptedAt)} ago)";

    private static string Revision(LogEntry state) => state.State.Revision is { } revision ? $" (revision {revision})" : "";
}
