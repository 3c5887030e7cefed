using LiveSubmissions.Diagnostics;
using LiveSubmissions.Tool.CommandLine;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Tool.Steps;

/// <summary>Whether the server at the URL and the Redis that we look at belong together: a node that names itself reports itself there.</summary>
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
            return DiagnosticResult.NotRun($"The server does not name its node: it is an older version, or a proxy takes the header {Server.ServerRequests.NodeHeader} away.");
        }

        var survey = await context.SurveyAsync(cancellationToken).ConfigureAwait(false);
        if (survey.Alive.FirstOrDefault(report => report.Node == node) is { } alive) return DiagnosticResult.Passed($"The server is {alive.Name}, and reports here.");
        var gone = survey.Gone.FirstOrDefault(other => other.Report.Node == node);
        return DiagnosticResult.Failed(
            gone.Report is null
                ? $"The server at {visit.Server.HostAndPort} does not report on {transport.Description}: it uses another Redis server, database or key prefix, or none."
                : $"The server at {visit.Server.HostAndPort}, {gone.Report.Name}, has not reported on {transport.Description} for {Printable.Duration(gone.Silent)}.",
            $"Give the web app, the workers and the doctor the same {CommonOptions.RedisSetting}, server and database number alike, and the same RedisTransportOptions.KeyPrefix; restart what was "
            + "changed. If they are the same, the web app's log says why it cannot reach Redis.");
    }
}
