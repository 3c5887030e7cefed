using LiveSubmissions.Diagnostics;
using LiveSubmissions.Tool.CommandLine;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Tool.Steps;

/// <summary>Whether the server at the URL uses the Redis that the doctor checks: then the node that answers reports itself in that Redis.</summary>
internal sealed class SameRedisStep(ServerVisit visit, ISubmissionTransport transport) : IDiagnosticStep
{
    public string Id => "same-redis";

    public string Question => "Does the web app use this Redis?";

    public bool IsVital => true;

    public IReadOnlyList<string> Needs => ["configuration", "transport", "endpoint"];

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        if (visit.Node is not { } node)
        {
            return DiagnosticResult.NotRun($"The server does not name its node: it is an older version, or a proxy removes the header {Server.ServerRequests.NodeHeader}.");
        }

        var survey = await context.SurveyAsync(cancellationToken).ConfigureAwait(false);
        if (survey.Alive.FirstOrDefault(report => report.Node == node) is { } alive) return DiagnosticResult.Passed($"The server is {alive.Name}, and reports itself in this Redis.");
        var gone = survey.Gone.FirstOrDefault(other => other.Report.Node == node);
        return DiagnosticResult.Failed(
            gone.Report is null
                ? $"The server at {visit.Server.HostAndPort} does not report itself in {transport.Description}: it uses another Redis server, database or key prefix, or no Redis."
                : $"The server at {visit.Server.HostAndPort}, {gone.Report.Name}, has not reported itself in {transport.Description} for {Printable.Duration(gone.Silent)}.",
            $"Give the web app, the workers and the doctor the same {CommonOptions.RedisSetting} (server and database number) and the same RedisTransportOptions.KeyPrefix; restart what you "
            + "change. If they are the same already, read in the web app's log why it cannot reach Redis.");
    }
}
