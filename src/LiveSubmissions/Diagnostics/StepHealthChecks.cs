using LiveSubmissions.Diagnostics.Nodes;

namespace LiveSubmissions.Diagnostics;

/// <summary>One health check for each step, which keeps its answer between probes. The steps of one round of probes share what the processes answer.</summary>
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

    public StepHealthCheck Of(string step) => _checks[step];

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
