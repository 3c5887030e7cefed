using LiveSubmissions.Feed;
using LiveSubmissions.Log;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Diagnostics;

/// <summary>Step 5 of the guide: is the channel layer configured?</summary>
internal sealed class ConfigurationStep(ISubmissionTransport transport) : IDiagnosticStep
{
    public string Id => "configuration";

    public string Question => "Is the channel layer configured?";

    public bool IsVital => true;

    public bool Blocks => true;

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        await transport.ThrowIfNotConfiguredAsync(cancellationToken).ConfigureAwait(false);
        return DiagnosticResult.Passed($"Updates travel by {transport.Description}.");
    }
}

/// <summary>Step 1 of the guide, «Redis logs», and its «Check Redis connectivity»: does the transport answer a call that the library itself makes?</summary>
internal sealed class TransportStep(ISubmissionTransport transport, TimeProvider time) : IDiagnosticStep
{
    public string Id => "transport";

    public string Question => $"Does {transport.Name} answer?";

    public bool IsVital => true;

    public bool Blocks => true;

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        await transport.ThrowIfNotConfiguredAsync(cancellationToken).ConfigureAwait(false);
        var started = time.GetTimestamp();
        _ = (await transport.ReadEndsAsync([ReservedGroups.Probes], cancellationToken).ConfigureAwait(false))[0].Position;
        var took = time.GetElapsedTime(started).TotalMilliseconds;
        return DiagnosticResult.Passed($"{transport.Description} answers.", new Dictionary<string, object> { ["milliseconds"] = took });
    }
}

/// <summary>
/// Whether the servers may evict the logs. With a memory limit they may, unless their maxmemory-policy is noeviction. The step checks the policy alone.
/// </summary>
internal sealed class EvictionStep(ISubmissionTransport transport) : IDiagnosticStep
{
    public string Id => "eviction";

    public string Question => $"Does {transport.Name} keep what it is given?";

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        if (transport is not ITransportInspector inspector) return DiagnosticResult.Passed($"{transport.Description} evicts nothing.");
        var servers = await inspector.InspectAsync(cancellationToken).ConfigureAwait(false);
        var evicting = servers.Where(server => server.EvictionPolicy is not (null or "noeviction")).ToList();
        if (evicting.Count > 0)
        {
            return DiagnosticResult.Failed(
                $"{transport.Name} at {evicting[0].Address} may evict the submission logs: its maxmemory-policy is {evicting[0].EvictionPolicy}.",
                "Set maxmemory-policy noeviction (redis-cli config set maxmemory-policy noeviction, and in redis.conf); a cache belongs on another Redis.");
        }

        return servers.Any(server => server.EvictionPolicy is null)
            ? DiagnosticResult.NotRun(
                "The user may not run INFO, so look yourself that maxmemory-policy is noeviction. Also, nobody can tell whether a failover lost updates while nobody "
                + "followed their group. Permit it: ACL SETUSER name +info")
            : DiagnosticResult.Passed("maxmemory-policy is noeviction.", Versions(servers));
    }

    private static Dictionary<string, object> Versions(IReadOnlyList<TransportServer> servers) =>
        servers.ToDictionary(server => server.Address, server => (object)$"{server.Version}, {(server.IsReplica ? "replica" : "primary")}, {Printable.Duration(server.Latency)}");
}

/// <summary>
/// Whether the clocks agree. While one server keeps the log, the order of updates does not depend on this. After a failover, the order of updates without a
/// revision does.
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

/// <summary>Step 4 of the guide, for this process: does a broadcast arrive?</summary>
internal sealed class RoundTripStep(ISubmissionTransport transport, RoundTripProbe probe) : IDiagnosticStep
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    public string Id => "round-trip";

    public string Question => "Does what is broadcast arrive?";

    public bool IsVital => true;

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        await transport.ThrowIfNotConfiguredAsync(cancellationToken).ConfigureAwait(false);
        var took = await probe.RunAsync(Deadline, cancellationToken).ConfigureAwait(false);
        return DiagnosticResult.Passed(
            "A probe was stored and came back as a notification.",
            new Dictionary<string, object> { ["round_trip_milliseconds"] = took.TotalMilliseconds });
    }
}
