using LiveSubmissions.Transport;

namespace LiveSubmissions.Diagnostics;

/// <summary>
/// Runs steps: those that block one after the other, since what follows would only repeat their failure; the rest at once. Each has a deadline.
/// </summary>
internal sealed class DiagnosticRunner(TimeProvider time)
{
    public static readonly TimeSpan StepDeadline = TimeSpan.FromSeconds(3);

    public async Task<DiagnosticReport> RunAsync(IReadOnlyList<IDiagnosticStep> steps, DiagnosticContext context, CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        var answers = new DiagnosticAnswer?[steps.Count];
        IDiagnosticStep? broken = null;
        for (var i = 0; i < steps.Count; i++)
        {
            if (!steps[i].Blocks) continue;
            var answer = broken is null ? await RunAsync(steps[i], context, cancel) : NotRun(steps[i], broken);
            answers[i] = answer;
            if (answer.Result.Outcome == DiagnosticOutcome.Failed) broken = steps[i];
        }

        var rest = Enumerable.Range(0, steps.Count).Where(i => answers[i] is null).Select(async i =>
            answers[i] = broken is null ? await RunAsync(steps[i], context, cancel) : NotRun(steps[i], broken));
        await Task.WhenAll(rest);
        return new DiagnosticReport([.. answers.Select(answer => answer!)], time.GetElapsedTime(started));
    }

    /// <summary>Runs one step within its deadline; it never throws for what the step is there to find.</summary>
    public async Task<DiagnosticAnswer> RunAsync(IDiagnosticStep step, DiagnosticContext context, CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        var result = await LookAsync(step, context, cancel);
        return new DiagnosticAnswer(step.Id, step.Question, result, time.GetElapsedTime(started));
    }

    private async Task<DiagnosticResult> LookAsync(IDiagnosticStep step, DiagnosticContext context, CancellationToken cancel)
    {
        using var timeout = new CancellationTokenSource(StepDeadline, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
        try
        {
            return await step.RunAsync(context, limit.Token).AsTask().WaitAsync(limit.Token);
        }
        catch (SubmissionTransportException failure)
        {
            return Failed(step, failure.Cause, failure.Mend);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            return Failed(
                step,
                $"There was no answer within {StepDeadline.TotalSeconds:0.#} s.",
                "Look for a firewall that drops packets silently, an overloaded server, or a process that is stopped in a debugger.");
        }
    }

    /// <summary>What stands in the way of a step that is about something else is said by the vital ones, once.</summary>
    private static DiagnosticResult Failed(IDiagnosticStep step, string cause, string mend) =>
        step.IsVital ? DiagnosticResult.Failed(cause, mend) : DiagnosticResult.NotRun($"{cause} {mend}");

    private static DiagnosticAnswer NotRun(IDiagnosticStep step, IDiagnosticStep broken) =>
        new(step.Id, step.Question, DiagnosticResult.NotRun($"Mend '{broken.Id}' first."), TimeSpan.Zero);
}
