using LiveSubmissions.Transport;

namespace LiveSubmissions.Diagnostics.Steps;

/// <summary>
/// Whether the clocks agree. The order of updates does not rest on it while one server keeps the log; after a failover, updates without a revision do.
/// </summary>
internal sealed class ClocksStep(ISubmissionTransport transport) : IDiagnosticStep
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    public string Id => "clocks";

    public string Question => "Do the clocks agree?";

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        if (transport is InMemoryTransport) return DiagnosticResult.Passed($"There is one clock: updates travel by {transport.Description}.");
        var servers = transport is ITransportInspector inspector ? await inspector.InspectAsync(cancellationToken).ConfigureAwait(false) : [];
        var wrong = servers.Where(server => server.ClockAhead.Duration() > Limit).ToList();
        if (wrong.Count > 0 && wrong.Count == servers.Count) return Off($"this machine ({Environment.MachineName})", -wrong[0].ClockAhead, $"{transport.Name} at {wrong[0].Address}");
        if (wrong.Count > 0) return Off($"{transport.Name} at {wrong[0].Address}", wrong[0].ClockAhead, "this machine's");

        var survey = await context.SurveyAsync(cancellationToken).ConfigureAwait(false);
        var far = survey.Alive.Where(node => Math.Abs(node.ClockAheadSeconds) > Limit.TotalSeconds).OrderByDescending(node => Math.Abs(node.ClockAheadSeconds)).FirstOrDefault();
        return far is null
            ? DiagnosticResult.Passed($"The clocks of {servers.Count} servers and {survey.Alive.Count} processes are within {Printable.Duration(Limit)}.")
            : Off($"the machine of {far.Name}", TimeSpan.FromSeconds(far.ClockAheadSeconds), transport.Name);
    }

    private static DiagnosticResult Off(string what, TimeSpan ahead, string than) => DiagnosticResult.Failed(
        $"The clock of {what} is {Printable.Duration(ahead.Duration())} {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} {than}.",
        "Let both machines keep time by NTP (timedatectl set-ntp true). Until then give every update its row's version as Revision: then no clock decides.");
}
