using System.Text;
using LiveSubmissions.Diagnostics;
using LiveSubmissions.Tool.Protocol;

namespace LiveSubmissions.Tool.Steps;

/// <summary>Whether an event stream, to which pages fall back, arrives without delay: some proxies buffer it.</summary>
internal sealed class SseStep(ServerVisit visit, TimeProvider time) : IDiagnosticStep
{
    private const string Unbuffered =
        "Let the proxy pass the stream on without buffering; nginx: proxy_buffering off; or let it obey the header X-Accel-Buffering: no, which the web app sends (no proxy_ignore_headers). "
        + "Compression and caches on the way must not change text/event-stream.";

    private static readonly TimeSpan HelloDeadline = TimeSpan.FromSeconds(2.5);

    public string Id => "sse";

    public string Question => "Does an event stream come through unbuffered?";

    public bool IsVital => true;

    public IReadOnlyList<string> Needs => ["problem"];

    public async ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        if (visit.First is ServerMessage.Closed) return DiagnosticResult.NotRun("No problem can be followed (see the steps 'problem' and 'socket').");
        using var timeout = new CancellationTokenSource(HelloDeadline, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await ReadAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return DiagnosticResult.Failed($"An event stream was opened, and nothing came on it within {Printable.Duration(HelloDeadline)}: a proxy on the way buffers it.", Unbuffered);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return DiagnosticResult.Failed(
                $"The event stream broke: {exception.GetBaseException().Message}", "Read the log of the web app, and of the proxy: it must not limit how long a response may take.");
        }
    }

    private async Task<DiagnosticResult> ReadAsync(CancellationToken cancellationToken)
    {
        var address = visit.Server.Events(visit.View);
        using var answer = await visit.Http.OpenEventsAsync(address, cancellationToken).ConfigureAwait(false);
        if (answer.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            return DiagnosticResult.Failed(
                $"{address} answers {(int)answer.StatusCode} without an event stream.",
                "Let the proxy pass /sse/ on to the web app as it does /ws/; or update LiveSubmissions.AspNetCore in the web app.");
        }

        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), Encoding.UTF8);
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (line == "event: hello") return DiagnosticResult.Passed("The stream's hello came at once.");
            if (line == "event: close") return DiagnosticResult.Failed("The event stream was closed, though the socket was accepted.", "Read the reason in the web app's log.");
        }

        return DiagnosticResult.Failed("The event stream ended before its hello.", $"A proxy may have cut it. {Unbuffered}");
    }
}
