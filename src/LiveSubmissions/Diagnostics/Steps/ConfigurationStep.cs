using LiveSubmissions.Transport;

namespace LiveSubmissions.Diagnostics.Steps;

/// <summary>The guide's step 5.</summary>
internal sealed class ConfigurationStep(ISubmissionTransport transport) : IDiagnosticStep
{
    public string Id => "configuration";

    public string Question => "Is the channel layer configured?";

    public bool IsVital => true;

    public bool Blocks => true;

    public static SubmissionTransportException NotConfigured { get; } = new(
        "The channel layer is not configured, so no update is broadcast.",
        "Set CHANNEL_LAYER_REDIS_URL, for instance to redis://redis:6379/2, and restart.");

    public ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancel) =>
        transport.IsConfigured ? new(DiagnosticResult.Passed($"Updates travel by {transport.Description}.")) : throw NotConfigured;
}
