using LiveSubmissions.Diagnostics.Nodes;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LiveSubmissions.Diagnostics;

/// <summary>
/// One health check for each step, kept so that its answer can be used again. Checks that run soon after each other share one survey of the processes.
/// </summary>
internal sealed class StepHealthChecks
{
    private readonly Dictionary<string, StepHealthCheck> _checks;
    private readonly NodeDirectory _directory;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private DiagnosticContext? _context;
    private long _contextAt;

    public StepHealthChecks(DiagnosticSteps steps, DiagnosticRunner runner, NodeDirectory directory, TimeProvider time)
    {
        _directory = directory;
        _time = time;
        _checks = steps.All.ToDictionary(step => step.Id, step => new StepHealthCheck(step, runner, Context, time));
    }

    public StepHealthCheck For(string step) => _checks[step];

    private DiagnosticContext Context()
    {
        lock (_gate)
        {
            if (_context is not null && _time.GetElapsedTime(_contextAt) < StepHealthCheck.KeptFor) return _context;
            _contextAt = _time.GetTimestamp();
            return _context = new DiagnosticContext(_directory);
        }
    }
}

/// <summary>A diagnostic step as a health check. Its answer is kept for 2 s, so that probes cost almost nothing, however many there are.</summary>
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

    /// <summary>
    /// The kept answer, or a new one. No caller's cancellation token ends the step: others may wait for the same answer, and the step has its own deadline.
    /// </summary>
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
