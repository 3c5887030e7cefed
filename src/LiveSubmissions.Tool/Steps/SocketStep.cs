using LiveSubmissions.Diagnostics;
using LiveSubmissions.Tool.Broadcast;
using LiveSubmissions.Tool.CommandLine;
using LiveSubmissions.Tool.Protocol;

namespace LiveSubmissions.Tool.Steps;

/// <summary>Whether a hello comes on the socket; with <c>--broadcast</c>, whether a real update comes too (the guide's steps 3 and 4).</summary>
internal sealed class SocketStep(ServerVisit visit, UpdateSender broadcast, TimeProvider time) : IDiagnosticStep
{
    /// <summary>A server that is not sure of its log says so right after its hello; the next heartbeat may come ten seconds later.</summary>
    private static readonly TimeSpan DoubtDeadline = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan ArrivalDeadline = TimeSpan.FromSeconds(2);

    private Task<ServerMessage>? _receiving;

    public string Id => "socket";

    public string Question => "Does what is broadcast arrive at a socket?";

    public bool IsVital => true;

    public IReadOnlyList<string> Needs => ["problem"];

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        if (visit.First is ServerMessage.Closed { IsFinal: false } closed) return Refused(closed);
        if (visit.Socket is not { } socket || visit.First is ServerMessage.Closed) return DiagnosticResult.NotRun("No problem can be followed.");
        if (visit.First is not ServerMessage.Hello hello)
        {
            return DiagnosticResult.Failed("The first message on the socket is not a hello.", "Something on the way answers instead of the web app, or the web app has another version.");
        }

        if (!hello.Verified || await NextAsync(socket, static message => message is ServerMessage.Heartbeat { Verified: false }, DoubtDeadline, cancellationToken).ConfigureAwait(false) is not null)
        {
            return DiagnosticResult.Failed(
                "The web app accepts clients, and says that its states may not be the newest.",
                "It cannot read its Redis now: read its log, and its /health/ready.");
        }

        return visit.Request.Broadcast ? await ArrivesAsync(socket, cancellationToken).ConfigureAwait(false) : DiagnosticResult.Passed("A socket gets its hello, and the web app has the newest states of its log. (--broadcast sends an update too.)");
    }

    private async Task<DiagnosticResult> ArrivesAsync(ServerSocket socket, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var sent = await broadcast.SendAsync(UpdateSender.GuideUpdate(visit.Request.TriedProblem), cancellationToken).ConfigureAwait(false);
        if (!sent.IsAccepted)
        {
            return DiagnosticResult.Failed($"The test update was not accepted: {sent.Outcome} ({sent.Reason}).", "Look at the steps before this one.");
        }

        var arrived = await NextAsync(socket, static message => message is ServerMessage.Update { Submission: UpdateSender.GuideSubmission }, ArrivalDeadline, cancellationToken).ConfigureAwait(false);
        return arrived is null
            ? DiagnosticResult.Failed(
                $"An update was accepted for {visit.Target} and did not arrive at a socket of {visit.What} within {Printable.Duration(ArrivalDeadline)}.",
                "The web app gets no notifications from this Redis (see same-redis and nodes), or it has its own group names (ISubmissionGroupNaming), which the doctor does not know.")
            : DiagnosticResult.Passed(
                $"Submission {UpdateSender.GuideSubmission} arrived.",
                new Dictionary<string, object> { ["milliseconds"] = time.GetElapsedTime(started).TotalMilliseconds });
    }

    /// <summary>The first wanted message; <see langword="null"/> if none comes in time, or the socket is closed.</summary>
    private async Task<ServerMessage?> NextAsync(ServerSocket socket, Func<ServerMessage, bool> wanted, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(deadline, time);
        _receiving ??= socket.ReceiveAsync(CancellationToken.None);
        try
        {
            while (true)
            {
                // Cancelling a receive closes the socket. So a receive is never cancelled; only the wait for it ends.
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
                var message = await _receiving.WaitAsync(limit.Token).ConfigureAwait(false);
                if (message is ServerMessage.Closed) return null;
                _receiving = socket.ReceiveAsync(CancellationToken.None);
                if (wanted(message)) return message;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static DiagnosticResult Refused(ServerMessage.Closed closed) => closed.Code switch
    {
        4500 => DiagnosticResult.Failed(
            "The web app's channel layer is not configured (4500).",
            $"Set {CommonOptions.RedisSetting} for the web app, or the setting that it reads instead (its health check live_submissions_configured names it), for instance to "
            + "redis://redis:6379/2, and restart it."),
        1013 => DiagnosticResult.Failed(
            "The web app accepts no clients, because it cannot read its log (1013).",
            "Its Redis does not answer, or refuses its subscription (see 'nodes'): read its log, and check its Redis URL and /health/ready."),
        4429 => DiagnosticResult.Failed(
            "The web app already follows the greatest number of groups that is allowed (4429).", "Its warning 2013 says so. Raise Feed.MaxFollowedGroups, or let AddAccess refuse ids that do not exist."),
        1001 => DiagnosticResult.Failed("The web app is stopping (1001).", "Wait until it runs again."),
        _ => DiagnosticResult.Failed($"The socket was closed at once ({closed.Code} {closed.Reason}).", "Read the log of the web app, and of the proxy if there is one."),
    };
}
