using System.Diagnostics.CodeAnalysis;
using LiveSubmissions.Diagnostics.Nodes;

namespace LiveSubmissions.Diagnostics;

/// <summary>
/// Runs steps, each once those are through that it needs: what follows a failure on the same way would only repeat it. The rest run at once. Each has a
/// deadline.
/// </summary>
[Experimental("LSUB001")]
public sealed class DiagnosticRunner(TimeProvider time)
{
    /// <summary>As long as processes answer a question: a step that asks them needs as long.</summary>
    public static readonly TimeSpan StepDeadline = NodeQuestion.Lifetime;

    /// <param name="steps">In the order in which an update travels; a step needs earlier ones only.</param>
    /// <param name="context">What they share.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <param name="limit">How long all of them may take; then what is still looked at counts as unanswered.</param>
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

    /// <summary>Runs one step within its deadline; it never throws for what the step is there to find.</summary>
    public Task<DiagnosticAnswer> RunAsync(IDiagnosticStep step, DiagnosticContext context, CancellationToken cancellationToken) =>
        RunAsync(step, context, CancellationToken.None, cancellationToken);

    private async Task<Visit> RunAfterAsync(
        IDiagnosticStep step, Task<Visit>[] needs, DiagnosticContext context, CancellationToken over, CancellationToken cancellationToken)
    {
        foreach (var need in needs)
        {
            if ((await need.ConfigureAwait(false)).Broken is { } broken) return new Visit(NotRun(step, $"Fix '{broken}' first."), broken);
        }

        if (over.IsCancellationRequested) return new Visit(NotRun(step, "The time for all steps was over."), null);
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
            // One step's own mistake must not keep the others from finding what is the matter.
            return Failed(step, $"The step failed itself: {exception.GetType().Name}: {exception.Message}", "Look at the other steps, and report this as an error of LiveSubmissions.");
        }
    }

    /// <summary>What stands in the way of a step that is about something else is said by the vital ones, once.</summary>
    private static DiagnosticResult Failed(IDiagnosticStep step, string cause, string fix) =>
        step.IsVital ? DiagnosticResult.Failed(cause, fix) : DiagnosticResult.NotRun($"{cause} {fix}");

    private static DiagnosticAnswer NotRun(IDiagnosticStep step, string why) => new(step.Id, step.Question, DiagnosticResult.NotRun(why), TimeSpan.Zero);

    /// <param name="Answer">What came of the step.</param>
    /// <param name="Broken">Which step on its way is to be fixed before those that need it can find anything.</param>
    private sealed record Visit(DiagnosticAnswer Answer, string? Broken);
}
