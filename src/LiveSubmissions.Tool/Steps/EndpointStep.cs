using LiveSubmissions.Diagnostics;
using LiveSubmissions.Tool.Server;

namespace LiveSubmissions.Tool.Steps;

/// <summary>Whether the web app answers at the address, and the library is mapped there (the guide's step 2 and issue 3).</summary>
internal sealed class EndpointStep(ServerVisit visit) : IDiagnosticStep
{
    public string Id => "endpoint";

    public string Question => "Does the web app answer at the URL?";

    public bool IsVital => true;

    public IReadOnlyList<string> Needs => [];

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await visit.Http.GetAsync(visit.SocketOverHttp, cancellationToken).ConfigureAwait(false);
            visit.Node = answer.Node;
            return Judge(answer);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            var (cause, fix) = ConnectionFault.Explain(exception as HttpRequestException ?? new HttpRequestException(HttpRequestError.ResponseEnded, inner: exception), visit.Server);
            return DiagnosticResult.Failed(cause, fix);
        }
    }

    private DiagnosticResult Judge(ServerAnswer answer)
    {
        if (answer.Status == 426) return DiagnosticResult.Passed($"{visit.SocketOverHttp} is a WebSocket's address.");
        var (cause, fix) = answer.Status switch
        {
            404 or 405 => (
                "but the library is not mapped there",
                "Call app.MapLiveSubmissions() in the web app. If it is mapped under a path, or a proxy adds one, the URL needs that path; a proxy must pass /ws/ on."),
            >= 200 and < 300 => (
                "so something else answers there, such as a page or a fallback route",
                "Correct the port: pages and sockets may have different ports (in the sample 8101 and 8100). If the port is right, map the library before a catch-all route, and let a proxy pass /ws/ on."),
            >= 300 and < 400 => (
                $"which sends clients to {answer.Location}: a WebSocket follows no redirect",
                "Use the target of the redirect, or exclude /ws/ from the redirect (UseHttpsRedirection, a sign-in page)."),
            401 or 403 => (
                "so something in front of the library refuses clients",
                "Look for RequireAuthorization on MapLiveSubmissions(), a middleware or a proxy that requires a sign-in. Let AddAccess decide instead: a page can read its "
                + "close codes; or give the doctor the page's cookie with --header 'Cookie: …'."),
            502 or 503 or 504 => (
                "so a proxy answers, and it cannot reach the web app",
                "Start the web app (docker compose up -d backend), or correct the proxy's upstream."),
            >= 500 => ("so the web app failed", "Read its log (docker compose logs backend)."),
            _ => ("which this library never does", "Find what answers in front of the web app: a proxy, a gateway or a middleware."),
        };
        return DiagnosticResult.Failed($"{visit.SocketOverHttp} answers {answer.Status}, {cause}.", fix);
    }
}
