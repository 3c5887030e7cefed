using LiveSubmissions.Log;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Diagnostics.Steps;

/// <summary>The guide's step 1, «Redis logs», and its «Check Redis connectivity»: does what carries the updates answer, as the library asks it?</summary>
internal sealed class TransportStep(ISubmissionTransport transport, TimeProvider time) : IDiagnosticStep
{
    public string Id => "transport";

    public string Question => $"Does {transport.Name} answer?";

    public bool IsVital => true;

    public bool Blocks => true;

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        await ConfigurationStep.RequireAsync(transport, cancellationToken).ConfigureAwait(false);
        var started = time.GetTimestamp();
        _ = (await transport.ReadEndsAsync([ReservedGroups.Probes], cancellationToken).ConfigureAwait(false))[0].Position;
        var took = time.GetElapsedTime(started).TotalMilliseconds;
        return DiagnosticResult.Passed($"{transport.Description} answers.", new Dictionary<string, object> { ["milliseconds"] = took });
    }
}
