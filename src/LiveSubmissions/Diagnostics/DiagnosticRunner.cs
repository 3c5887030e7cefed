using System.Diagnostics.CodeAnalysis;
using LiveSubmissions.Diagnostics.Nodes;

namespace LiveSubmissions.Diagnostics;

/// <summary>
/// Runs diagnostic steps. A step waits for the steps that it needs. If one of them fails, the step does not run, because it would only repeat that failure.
/// Steps that do not need each other run at the same time. Each step has a deadline.
/// </summary>
[Experimental("LSUB001")]
public sealed class DiagnosticRunner(TimeProvider time)
{
    /// <summary>How long one step may take: as long as processes answer a question, because some steps ask the processes.</summary>
    public static readonly TimeSpan StepDeadline = NodeQuestion.Lifetime;

    /// <param name="steps">The steps, in the order in which an update travels. A step can need earlier steps only.</param>
    /// <param name="context">What the steps share.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <param name="limit">
    /// How long all steps may take together; <see langword="null"/> for no limit. A step that still runs after this time counts as unanswered, and a step that
    /// has not begun does not run.
    /// </param>
    public async Task<DiagnosticReport> RunAsync(
        IReadOnlyList<IDiagnosticStep> steps, DiagnosticContext context, CancellationToken cancellationToken, TimeSpan? limit = null)
    {
        var started = time.GetTimestamp();
        using var over = new CancellationTokenSource(limit ?? Timeout.InfiniteTimeSpan, time);
        var running = new Dictionary<string, Task<Visit>>(steps.Count);
        foreach (var step in steps)
        {
            var needs = step.Needs?.Where(running.ContainsKey) ?? steps.TakeWhile(earlier => earlier != step).Where(earlier => earlier.Blocks).Select(earlier => earlier.Id);
            running[step.Id] = RunAfterAsync(step, [.. needs.Select(id => running[id])], context, over.Token, cancellationToken);
        }

        var visits = await Task.WhenAll(steps.Select(step => running[step.Id])).ConfigureAwait(false);
        return new DiagnosticReport([.. visits.Select(visit => visit.Answer)], time.GetElapsedTime(started));
    }

    /// <summary>Runs one step within its deadline. A fault that the step finds is in its answer; it is not thrown.</summary>
    public Task<DiagnosticAnswer> RunAsync(IDiagnosticStep step, DiagnosticContext context, CancellationToken cancellationToken) =>
        RunAsync(step, context, CancellationToken.None, cancellationToken);

    private async Task<Visit> RunAfterAsync(
        IDiagnosticStep step, Task<Visit>[] needs, DiagnosticContext context, CancellationToken over, CancellationToken cancellationToken)
    {
        foreach (var need in needs)
        {
            if ((await need.ConfigureAwait(false)).Broken is { } broken) return new Visit(NotRun(step, $"Fix '{broken}' first."), broken);
        }

        if (over.IsCancellationRequested) return new Visit(NotRun(step, "The time for all steps had passed."), null);
        var answer = await RunAsync(step, context, over, cancellationToken).ConfigureAwait(false);
        return new Visit(answer, answer.Result.Outcome == DiagnosticOutcome.Failed ? step.Id : null);
    }

    private async Task<DiagnosticAnswer> RunAsync(IDiagnosticStep step, DiagnosticContext context, CancellationToken over, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var result = await LookAsync(step, context, over, cancellationToken).ConfigureAwait(false);
        return new DiagnosticAnswer(step.Id, step.Question, result, time.GetElapsedTime(started));
    }

    private async Task<DiagnosticResult> LookAsync(IDiagnosticStep step, DiagnosticContext context, CancellationToken over, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var timeout = new CancellationTokenSource(StepDeadline, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, over, timeout.Token);
        try
        {
            return await step.RunAsync(context, limit.Token).AsTask().WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (SubmissionTransportException failure)
        {
            return Failed(step, failure.Cause, failure.Fix);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(
                step,
                $"There was no answer within {Printable.Duration(time.GetElapsedTime(started))}.",
                "Look for a firewall that drops packets silently, an overloaded server, or a process that is stopped in a debugger.");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // An error in one step must not keep the other steps from finding the fault.
            return Failed(step, $"The step itself failed: {exception.GetType().Name}: {exception.Message}", "Look at the other steps, and report this as an error of LiveSubmissions.");
        }
    }

    /// <summary>A vital step that throws has failed. Any other step that throws counts as not run: the vital steps report the same obstacle, once.</summary>
    private static DiagnosticResult Failed(IDiagnosticStep step, string cause, string fix) =>
        step.IsVital ? DiagnosticResult.Failed(cause, fix) : DiagnosticResult.NotRun($"{cause} {fix}");

    private static DiagnosticAnswer NotRun(IDiagnosticStep step, string why) => new(step.Id, step.Question, DiagnosticResult.NotRun(why), TimeSpan.Zero);

    /// <param name="Answer">The step's answer.</param>
    /// <param name="Broken">
    /// The step that has to be fixed before the steps that need this one can find anything; <see langword="null"/> if none has to be.
    /// </param>
    private sealed record Visit(DiagnosticAnswer Answer, string? Broken);
}
