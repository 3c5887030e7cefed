using LiveSubmissions.Diagnostics;
using LiveSubmissions.Diagnostics.Nodes;

namespace LiveSubmissions.AspNetCore.Doctor;

/// <summary>Runs the checklist. Who asks while it runs gets the same answer: however many ask, there is one at a time.</summary>
internal sealed class DoctorReports(DiagnosticSteps steps, DiagnosticRunner runner, NodeDirectory directory)
{
    private readonly Lock _gate = new();
    private Task<DiagnosticReport>? _running;

    /// <summary>Each step has a deadline, and so does the whole; <paramref name="cancellationToken"/> ends the wait alone.</summary>
    public Task<DiagnosticReport> RunAsync(CancellationToken cancellationToken)
    {
        Task<DiagnosticReport> running;
        lock (_gate)
        {
            if (_running is null or { IsCompleted: true }) _running = runner.RunAsync(steps.All, new DiagnosticContext(directory), CancellationToken.None);
            running = _running;
        }

        return running.WaitAsync(cancellationToken);
    }
}
