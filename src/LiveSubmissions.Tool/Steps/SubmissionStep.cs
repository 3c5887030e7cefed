using LiveSubmissions.Diagnostics;
using LiveSubmissions.Diagnostics.Nodes;
using LiveSubmissions.Log;
using LiveSubmissions.Redis;
using LiveSubmissions.Redis.Diagnostics;
using LiveSubmissions.Telemetry;
using LiveSubmissions.Tool.CommandLine;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Tool.Steps;

/// <summary>Looks for the submission that did not update: in the logs, in the processes and in the page's rows.</summary>
internal sealed class SubmissionStep(DoctorRequest request, ISubmissionTransport transport, ISubmissionGroupNaming naming, TimeProvider time)
    : IDiagnosticStep
{
    private readonly SubmissionId _submission = CommonOptions.ParseSubmission(request.Submission!);
    private readonly ProblemId _problem = CommonOptions.ParseProblem(request.Problem!);

    public string Id => "submission";

    public string Question => "What became of the submission?";

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        var group = naming.ForProblem(_problem);
        var (state, since) = await FindAsync(group, cancellationToken).ConfigureAwait(false);
        if (state is null) return await NotThereAsync(context, group, since, cancellationToken).ConfigureAwait(false);

        var known = $"The log of problem {_problem} has submission {_submission} as {state.State.Status}{Revision(state)}, {Ago(state)}.";
        if (request.Group is { } additional)
        {
            var (told, _) = await FindAsync(additional, cancellationToken).ConfigureAwait(false);
            if (told is null || told.State.Status != state.State.Status || told.State.Revision != state.State.Revision) return NotTold(known, additional, told);
            known += $" So has the log of {additional}.";
        }

        if (request.Rows is { } rows && await PageRows.CheckAsync(rows, _submission.ToString(), request.Headers, cancellationToken).ConfigureAwait(false) is { } missing)
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
        $"{known} The log of {group} has {(told is null ? "no state of it" : $"{told.State.Status}{Revision(told)}, {Ago(told)}")}: clients that follow that group do not get the update.",
        "Set in every update of the submission what ISubmissionGroupNaming.AdditionalGroups needs to name the group (SubmissionUpdate.UserId), in error handling too. If all updates have it, look for "
        + "'Deferred submission update' and 'Failed submission update' in the log of the process that broadcasts.");

    private async Task<DiagnosticResult> NotThereAsync(DiagnosticContext context, SubmissionGroup group, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        var survey = await context.SurveyAsync(cancellationToken).ConfigureAwait(false);
        var traced = survey.Alive.SelectMany(survey.TraceOf).Select(hop => hop.Group).FirstOrDefault(other => other != group.Name);
        if ((traced ?? await SearchAsync(group, cancellationToken).ConfigureAwait(false)) is { } other) return Elsewhere(group, other, (await FindAsync(new SubmissionGroup(other), cancellationToken).ConfigureAwait(false)).State);

        return DiagnosticResult.Failed(
            $"Nothing was broadcast for submission {_submission} of problem {_problem}{(since is { } time ? $" since {time:u}, when its log was made or last lost something" : "")}: the log, which keeps "
            + $"the newest states (by default for a week), has no state of it.{Held(survey)}",
            $"Look for 'Broadcasting submission update: submission_id={_submission}' in the logs of the workers and the web app. If there is none, call BroadcastAsync after every save; "
            + "'Skip websocket broadcast: problem id is missing' means that the submission has no problem id.");
    }

    private async Task<string?> SearchAsync(SubmissionGroup except, CancellationToken cancellationToken) => RedisUrl.Parse(request.Redis) is { } url
        ? await RedisSubmissionSearch.FindGroupAsync(url, request.KeyPrefix ?? new RedisTransportOptions().KeyPrefix, _submission, except, cancellationToken).ConfigureAwait(false)
        : null;

    private DiagnosticResult Elsewhere(SubmissionGroup group, string other, LogEntry? state) => state?.State.Problem == _problem
        ? DiagnosticResult.Failed(
            $"The log of {group} has no state of submission {_submission}, and the log of the additional group {other} has it as {state.State.Status}, {Ago(state)}.",
            "Look for 'Deferred submission update' and 'Failed submission update' in the log of the process that broadcasts, and check whether the problem's log was lost since then (steps eviction and records).")
        : DiagnosticResult.Failed(
            $"Submission {_submission} was broadcast to {other} and never to {group}: its problem id is not {_problem}.",
            "Open the page of that problem. If the submission belongs to this problem, correct the problem id that is given to BroadcastAsync.");

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
        return hops.Count == 0 ? "" : $" {hops.Count} web nodes wrote it to {hops.Sum(hop => hop.Clients)} waiting clients.";
    }

    private string Ago(LogEntry state) => $"since {state.AcceptedAt:u} ({Printable.Duration(time.GetUtcNow() - state.AcceptedAt)} ago)";

    private static string Revision(LogEntry state) => state.State.Revision is { } revision ? $" (revision {revision})" : "";
}
