using LiveSubmissions.Transport;

namespace LiveSubmissions.Diagnostics.Steps;

/// <summary>The guide's step 4, for this process: a broadcast arrives.</summary>
internal sealed class RoundTripStep(ISubmissionTransport transport, RoundTripProbe probe) : IDiagnosticStep
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    public string Id => "round-trip";

    public string Question => "Does what is broadcast arrive?";

    public bool IsVital => true;

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        await ConfigurationStep.RequireAsync(transport, cancellationToken).ConfigureAwait(false);
        var took = await probe.RunAsync(Deadline, cancellationToken).ConfigureAwait(false);
        return DiagnosticResult.Passed(
            "A probe was stored and came back as a notification.",
            new Dictionary<string, object> { ["round_trip_milliseconds"] = took.TotalMilliseconds });
    }
}
