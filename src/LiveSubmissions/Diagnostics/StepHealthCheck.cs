using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LiveSubmissions.Diagnostics;

/// <summary>A diagnostic step as a health check. What it found is kept for a short while, so that probes, however many ask, cost next to nothing.</summary>
internal sealed class StepHealthCheck(IDiagnosticStep step, DiagnosticRunner runner, Func<DiagnosticContext> context, TimeProvider time) : IHealthCheck
{
    public static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private Task<DiagnosticAnswer>? _answer;
    private long _askedAt;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var result = (await AnswerAsync().WaitAsync(cancellationToken).ConfigureAwait(false)).Result;
        var data = new Dictionary<string, object>(result.Data ?? new Dictionary<string, object>()) { ["step"] = step.Id };
        if (result.Outcome != DiagnosticOutcome.Failed) return HealthCheckResult.Healthy(result.Finding, data);
        data["cause"] = result.Finding;
        data["fix"] = result.Fix!;
        return new HealthCheckResult(context.Registration.FailureStatus, $"{result.Finding} {result.Fix}", data: data);
    }

    /// <summary>Nobody's token: others may wait for the same answer, and the step has a deadline of its own.</summary>
    private Task<DiagnosticAnswer> AnswerAsync()
    {
        lock (_gate)
        {
            if (_answer is not null && (!_answer.IsCompleted || time.GetElapsedTime(_askedAt) < KeptFor)) return _answer;
            _askedAt = time.GetTimestamp();
            return _answer = runner.RunAsync(step, context(), CancellationToken.None);
        }
    }
}
