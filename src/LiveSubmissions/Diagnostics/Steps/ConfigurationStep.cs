using LiveSubmissions.Transport;

namespace LiveSubmissions.Diagnostics.Steps;

/// <summary>The guide's step 5.</summary>
internal sealed class ConfigurationStep(ISubmissionTransport transport) : IDiagnosticStep
{
    public string Id => "configuration";

    public string Question => "Is the channel layer configured?";

    public bool IsVital => true;

    public bool Blocks => true;

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        await RequireAsync(transport, cancellationToken).ConfigureAwait(false);
        return DiagnosticResult.Passed($"Updates travel by {transport.Description}.");
    }

    /// <exception cref="SubmissionTransportException">The transport is not configured. Its own words name the setting, which only it knows.</exception>
    public static async ValueTask RequireAsync(ISubmissionTransport transport, CancellationToken cancellationToken)
    {
        if (transport.IsConfigured) return;
        await transport.ReadEndsAsync([], cancellationToken).ConfigureAwait(false);
        throw new SubmissionTransportException($"The channel layer is not configured, so no update is broadcast: {transport.Description}.", "Give it its address, and restart.");
    }
}
