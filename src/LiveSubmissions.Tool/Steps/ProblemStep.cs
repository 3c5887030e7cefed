using LiveSubmissions.Diagnostics;
using LiveSubmissions.Tool.Protocol;

namespace LiveSubmissions.Tool.Steps;

/// <summary>Whether the problem exists and may be followed. A page learns this from close codes.</summary>
internal sealed class ProblemStep(ServerVisit visit, TimeProvider time) : IDiagnosticStep
{
    /// <summary>Less than the 3 s that a step has: a web app whose log does not answer closes with 1013 only after 3 s.</summary>
    private static readonly TimeSpan AnswerDeadline = TimeSpan.FromSeconds(2.5);

    public string Id => "problem";

    public string Question => "Does the problem exist, and may it be followed?";

    public bool IsVital => true;

    public IReadOnlyList<string> Needs => ["upgrade"];

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(AnswerDeadline, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            visit.Socket = await ServerSocket.ConnectAsync(visit.Server.Socket(visit.View), visit.Request.Headers, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The upgrade step has just passed, so the web app is waiting for its log.
            visit.First = new ServerMessage.Closed(1013, "");
            return Known();
        }
        catch (HandshakeException exception)
        {
            return DiagnosticResult.Failed(
                $"The socket could be opened a moment ago, and cannot be opened now: {exception.Message}", "Try again; then read the logs of the web app and of the proxy.");
        }

        if (!visit.Socket.SpeaksV1)
        {
            return DiagnosticResult.Failed(
                $"The socket opens, but does not speak {ServerSocket.Dialect}.",
                "Update LiveSubmissions.AspNetCore in the web app; or let the proxy pass the header Sec-WebSocket-Protocol on, both ways.");
        }

        visit.First = await visit.Socket.ReceiveAsync(cancellationToken).ConfigureAwait(false);
        return visit.First is ServerMessage.Closed closed ? Judge(closed) : Known();
    }

    private DiagnosticResult Known() => DiagnosticResult.Passed($"The web app accepts followers of {visit.What}.");

    private DiagnosticResult Judge(ServerMessage.Closed closed)
    {
        var what = visit.What;
        if (closed.Code == 4404 && visit.Request.Problem is null && visit.Server.Group is null)
        {
            return DiagnosticResult.NotRun($"There is no {what}, and no problem was named: name one with --problem.");
        }

        return closed.Code switch
        {
            4404 => DiagnosticResult.Failed(
                $"The web app says that there is no {what} (4404).",
                $"Correct the id in the page's URL, and try another one. If it exists, look at {visit.Check}, and at the database that it uses."),
            4403 => DiagnosticResult.Failed(
                $"The doctor may not follow {what} (4403).",
                $"It is refused by {visit.Check}. Sign in as a user who may follow it; give the doctor the page's cookie with --header 'Cookie: …'."),
            4401 => DiagnosticResult.Failed(
                $"Nobody may follow {what} without signing in (4401).",
                "The page's session may have expired: sign in again; give the doctor the page's cookie with --header 'Cookie: …'."),
            4400 => DiagnosticResult.Failed($"The web app says that an id of {what} is not valid (4400).", "An id has ASCII letters, digits, '-', '_' and '.', at most 79 characters: correct the page's URL."),
            1011 => DiagnosticResult.Failed(
                $"The web app failed when it was asked for {what} (1011).", $"Read its log: most likely {visit.Check} threw."),

            // Access is granted; the socket step reports why the socket was closed.
            _ => Known(),
        };
    }
}
