using LiveSubmissions.Diagnostics.Nodes;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Diagnostics;

/// <summary>Step 4 of the guide, for every process: a question is broadcast, and every process has to answer it.</summary>
internal sealed class NodesStep(ISubmissionTransport transport) : IDiagnosticStep
{
    public string Id => "nodes";

    public string Question => "Does every process hear what is broadcast?";

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        NodeSurvey survey;
        try
        {
            survey = await context.SurveyAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (transport.IsConfigured && exception is SubmissionTransportException or OperationCanceledException)
        {
            // The later steps can only say that they did not run, so this step reports the failure.
            return DiagnosticResult.Failed(
                $"The processes could not be asked how they are: {(exception as SubmissionTransportException)?.Cause ?? $"{transport.Description} did not answer in time."}",
                (exception as SubmissionTransportException)?.Fix ?? "Look at the steps transport and round-trip, and ask again.");
        }

        if (survey.Deaf.FirstOrDefault() is { } deaf)
        {
            return DiagnosticResult.Failed(
                $"The {deaf.Name} reported a moment ago, and did not answer a question within {Printable.Duration(NodeDirectory.AnswerDeadline)}.",
                "If it was killed, start it again. If it runs, it does not hear notifications, or is stopped or overloaded: look for a proxy or firewall between it and "
                + $"{transport.Name} that lets commands pass alone, and for an ACL without the channels (SUBSCRIBE, PUBLISH); then restart it. Until then its pages are served by re-reading "
                + "the logs every second.");
        }

        return survey.Alive.Count == 0
            ? DiagnosticResult.NotRun($"No process reports to {transport.Description}.")
            : DiagnosticResult.Passed($"{survey.Alive.Count} processes answer: {string.Join("; ", survey.Alive.Select(node => node.Name))}.");
    }
}

/// <summary>Whether all processes run the same major version of the library. The wire and the keys may differ between major versions.</summary>
internal sealed class VersionsStep : IDiagnosticStep
{
    public string Id => "versions";

    public string Question => "Do all processes run the same version?";

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        var survey = await context.SurveyAsync(cancellationToken).ConfigureAwait(false);
        var other = survey.Alive.FirstOrDefault(node => Major(node.Version) != Major(NodeIdentity.Version));
        return other is null
            ? DiagnosticResult.Passed($"All run version {NodeIdentity.Version} or one compatible with it.")
            : DiagnosticResult.Failed(
                $"The {other.Name} runs LiveSubmissions {other.Version}, this is {NodeIdentity.Version}: another major version.",
                "Install the same major version on both: dotnet tool update LiveSubmissions.Tool, or the packages of the process.");
    }

    private static string Major(string version) => version.Split('.')[0];
}

/// <summary>The guide's «Celery Worker Logs»: is a worker alive, and what does it evaluate?</summary>
internal sealed class WorkersStep(ISubmissionTransport transport) : IDiagnosticStep
{
    public string Id => "workers";

    public string Question => "Is a worker alive?";

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        var survey = await context.SurveyAsync(cancellationToken).ConfigureAwait(false);
        var workers = survey.With("worker").ToList();
        if (workers.Count > 0)
        {
            var held = workers.SelectMany(worker => worker.Runs).ToList();
            return DiagnosticResult.Passed(
                $"{workers.Count} alive, evaluating {(held.Count == 0 ? "nothing" : string.Join(", ", held.Take(10).Select(run => $"{run.Submission} for {Printable.Seconds(run.Seconds)}")))}.");
        }

        var lost = survey.Gone.Where(gone => gone.Report.Roles.Contains("worker")).OrderBy(gone => gone.Silent).FirstOrDefault();
        if (lost.Report is null && !survey.With("records").Any()) return DiagnosticResult.NotRun("No process says that it evaluates (AddWorker) or keeps records (AddRecords).");
        return DiagnosticResult.Failed(
            lost.Report is null
                ? $"No worker is alive that reports to {transport.Description}."
                : $"No worker is alive: the last, {lost.Report.Name}, has been silent for {Printable.Duration(lost.Silent)}.",
            $"Start a worker (docker compose up -d worker) and read its log. If one runs, it does not use {transport.Description}: give it the same settings as the web app, the same server "
            + "and database.");
    }
}

/// <summary>Whether a process holds updates that it could not send, or had an update refused because the application used its revision twice.</summary>
internal sealed class OutboxStep(ISubmissionTransport transport) : IDiagnosticStep
{
    private const double PatienceSeconds = 5;

    public string Id => "outbox";

    public string Question => "Is everything sent that was broadcast?";

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        var survey = await context.SurveyAsync(cancellationToken).ConfigureAwait(false);
        var holder = survey.Alive.Where(node => node.Outbox.OldestSeconds > PatienceSeconds).MaxBy(node => node.Outbox.OldestSeconds);
        if (holder is not null)
        {
            return DiagnosticResult.Failed(
                $"The {holder.Name} holds the newest updates of {holder.Outbox.Submissions} submissions back, the first for {Printable.Seconds(holder.Outbox.OldestSeconds)}.",
                $"It keeps trying. Its log says why {transport.Name} does not take them (Deferred submission update).");
        }

        var repeater = survey.Alive.FirstOrDefault(node => node.Outbox.RepeatedRevisions is { Count: > 0 });
        return repeater is null ? DiagnosticResult.Passed("No process holds updates back.") : Repeated(repeater, repeater.Outbox.RepeatedRevisions!);
    }

    private static DiagnosticResult Repeated(NodeReport node, IReadOnlyList<RepeatedRevisionFacts> repeated)
    {
        var (last, others) = (repeated[0], repeated.Count - 1);
        return DiagnosticResult.Failed(
            $"An update of submission {last.Submission} of problem {last.Problem} was refused {Printable.Seconds(last.Seconds)} ago: the {node.Name} gave it revision {last.Revision}, "
            + $"which another state of the submission has already{(others > 0 ? $"; {others} more submissions were refused for this" : "")}.",
            "Give every change of a row a greater revision: raise the row's version in the same statement that changes the status, and broadcast the version that was saved.");
    }
}

/// <summary>Whether the mirrors of every node hold what the logs hold.</summary>
internal sealed class MirrorsStep : IDiagnosticStep
{
    public string Id => "mirrors";

    public string Question => "Does every web node have the newest states?";

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        var survey = await context.SurveyAsync(cancellationToken).ConfigureAwait(false);
        if (survey.Alive.SelectMany(node => node.Mirrors.Damaged ?? []).Distinct().ToList() is { Count: > 0 } damaged)
        {
            return DiagnosticResult.Failed(
                $"A log cannot be read, or not all of it. {string.Join(" ", damaged)}",
                "If another program wrote to the log's keys, keep it from them (KeyPrefix), and broadcast the named submission's state again, or delete the group's keys: "
                + "pages then ask the application. Until then they say that they may be stale.");
        }

        var behind = survey.Alive.FirstOrDefault(node => node.Mirrors.Behind is { Count: > 0 });
        return behind is null
            ? DiagnosticResult.Passed($"{survey.Alive.Sum(node => node.Mirrors.Followed)} followed groups were found equal to their logs.")
            : DiagnosticResult.Failed(
                $"The {behind.Name} cannot say whether it has the newest states of {string.Join(", ", behind.Mirrors.Behind!)}.",
                "Its reads of the log fail or are late; its log says why. The pages that it serves say that they may be stale.");
    }
}

/// <summary>
/// How many clients are connected, and how many of them read slowly. Slow clients are no fault: a node keeps only a position for each, and they get the newest
/// states when they read.
/// </summary>
internal sealed class ClientsStep(ISubmissionTransport transport) : IDiagnosticStep
{
    public string Id => "clients";

    public string Question => "Is somebody connected?";

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        var survey = await context.SurveyAsync(cancellationToken).ConfigureAwait(false);
        var nodes = survey.Alive.Where(node => node.Clients is not null).ToList();
        if (nodes.Count == 0) return DiagnosticResult.NotRun($"No web node reports to {transport.Description}.");
        var connected = nodes.Sum(node => node.Clients!.Connected);
        var slow = nodes.Sum(node => node.Clients!.Slow);
        return DiagnosticResult.Passed(
            $"{connected} clients of {nodes.Count} web nodes; {slow} of them read slowly, and will get the newest states when they do.",
            new Dictionary<string, object> { ["connected"] = connected, ["slow"] = slow });
    }
}
