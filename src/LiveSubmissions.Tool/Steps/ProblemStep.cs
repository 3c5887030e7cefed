using LiveSubmissions.Diagnostics;
using LiveSubmissions.Tool.Protocol;

namespace LiveSubmissions.Tool.Steps;

/// <summary>Whether the problem exists and may be followed: what a browser's page is told by close codes.</summary>
internal sealed class ProblemStep(ServerVisit visit, TimeProvider time) : IDiagnosticStep
{
    /// <summary>A web app whose log does not answer says 1013 after 3 s, which is as long as a step may take.</summary>
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
            // The upgrade as such has just passed: it is the log that the web app waits for.
            visit.First = new ServerMessage.Closed(1013, "");
            return Known();
        }
        catch (HandshakeException exception)
        {
            return DiagnosticResult.Failed(
                $"The socket could be opened a moment ago, and now: {exception.Message}", "Try again; then look at the web app's and the proxy's log.");
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

    private DiagnosticResult Known() => DiagnosticResult.Passed($"The web app lets us follow {visit.What}.");

    private DiagnosticResult Judge(ServerMessage.Closed closed)
    {
        var what = visit.What;
        if (closed.Code == 4404 && visit.Request.Problem is null && visit.Server.Group is null)
        {
            return DiagnosticResult.NotRun($"There is no {what}, and none was named: say which with --problem.");
        }

        return closed.Code switch
        {
            4404 => DiagnosticResult.Failed(
                $"There is no {what}, says the web app (4404).",
                $"Correct the id in the page's URL, and try another one. If it exists, look at {visit.Check}, and at the database that it asks."),
            4403 => DiagnosticResult.Failed(
                $"We may not follow {what} (4403).",
                $"It is forbidden by {visit.Check}: sign in as somebody who may; give the doctor the page's cookie with --header 'Cookie: …'."),
            4401 => DiagnosticResult.Failed(
                $"Nobody may follow {what} without signing in (4401).",
                "Sign in again in the page, whose session may be over; give the doctor the page's cookie with --header 'Cookie: …'."),
            4400 => DiagnosticResult.Failed($"An id is none, says the web app of {what} (4400).", "An id is ASCII letters, digits, '-', '_' or '.', at most 79: correct the page's URL."),
            1011 => DiagnosticResult.Failed(
                $"The web app failed when it was asked for {what} (1011).", $"Read its log: most likely {visit.Check} threw."),

            // It was let in, and then there was nothing to follow: the socket's own matter.
            _ => Known(),
        };
    }
}
