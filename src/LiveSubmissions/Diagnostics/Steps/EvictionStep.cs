using LiveSubmissions.Transport;

namespace LiveSubmissions.Diagnostics.Steps;

/// <summary>Whether the servers may throw the logs away: with a memory limit and any policy but noeviction they may.</summary>
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
