using LiveSubmissions.Diagnostics;
using LiveSubmissions.Diagnostics.Nodes;
using LiveSubmissions.Tool.CommandLine;
using LiveSubmissions.Tool.Steps;

namespace LiveSubmissions.Tool.Doctor;

/// <summary>Goes through the checklist.</summary>
internal static class DoctorRun
{
    public static async Task<DiagnosticReport> RunAsync(DoctorRequest request, TimeProvider time, CancellationToken cancellationToken)
    {
        var services = RedisServices.Create(RedisServices.Wrong(request.Redis) is null ? request.Redis : null, request.KeyPrefix, time, request.Group is { } group ? [group] : []);
        await using var servicesDisposal = services.ConfigureAwait(false);
        var visit = request.Server is { } server ? new ServerVisit(request, server) : null;
        try
        {
            // All problems are asked about: a submission that went to another one is what may be the matter.
            var context = new DiagnosticContext(services.Get<NodeDirectory>(), problem: null, request.Submission);
            return await services.Get<DiagnosticRunner>().RunAsync(Checklist.Create(request, services, visit, time), context, cancellationToken, request.Limit).ConfigureAwait(false);
        }
        finally
        {
            if (visit is not null) await visit.DisposeAsync().ConfigureAwait(false);
        }
    }
}
