using LiveSubmissions.Diagnostics;
using LiveSubmissions.Tool.Server;

namespace LiveSubmissions.Tool.Steps;

/// <summary>Whether a WebSocket can be opened at the address, through all proxies on the way.</summary>
internal sealed class UpgradeStep(ServerVisit visit, TimeProvider time) : IDiagnosticStep
{
    private const string PassOn =
        "Let the proxy pass the upgrade on; nginx: proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection \"upgrade\";";

    /// <summary>Less than a step has: the endpoint step has just had an answer, so the server is not slow.</summary>
    private static readonly TimeSpan AnswerDeadline = TimeSpan.FromSeconds(2);

    public string Id => "upgrade";

    public string Question => "Does a WebSocket upgrade pass?";

    public bool IsVital => true;

    public IReadOnlyList<string> Needs => ["endpoint"];

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(AnswerDeadline, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return Judge(await visit.Http.TryUpgradeAsync(visit.UpgradeOverHttp, origin: null, limit.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return DiagnosticResult.Failed(
                $"{visit.Server.HostAndPort} answers plain HTTP, and does not answer a WebSocket request within {Printable.Duration(AnswerDeadline)}.",
                $"Something on the way drops the upgrade: a proxy, a firewall or a security gateway. {PassOn}");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return DiagnosticResult.Failed(
                $"{visit.Server.HostAndPort} answers plain HTTP, and cuts the connection on a WebSocket request.",
                $"Something on the way does not support WebSockets: a proxy, a firewall or a security gateway. {PassOn}");
        }
    }

    private static DiagnosticResult Judge(ServerAnswer answer) => answer.Status switch
    {
        101 => DiagnosticResult.Passed("The server answered the upgrade with 101."),
        426 => DiagnosticResult.Failed("A WebSocket was requested, and the web app received plain HTTP (426): a proxy on the way drops the Upgrade header.", PassOn),
        401 or 403 => DiagnosticResult.Failed(
            $"The upgrade was refused with {answer.Status}, before the library could say why.",
            "Look for a middleware, a proxy or a security gateway that refuses WebSockets or requires a sign-in."),
        502 or 503 or 504 => DiagnosticResult.Failed(
            $"The upgrade was answered with {answer.Status}: a proxy cannot pass it to the web app.", $"Read the proxy's log. {PassOn}"),
        _ => DiagnosticResult.Failed(
            $"The upgrade was answered with {answer.Status} instead of 101: a proxy on the way drops or refuses it.", PassOn),
    };
}
