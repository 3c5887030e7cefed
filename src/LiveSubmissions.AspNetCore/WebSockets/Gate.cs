using LiveSubmissions.AspNetCore.Access;
using LiveSubmissions.Transport;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.AspNetCore.WebSockets;

/// <summary>What is checked after the upgrade, when a browser can be told the answer.</summary>
internal sealed class Gate(IEnumerable<AccessCheck> checks, ISubmissionTransport transport, ILogger<Gate> logger)
{
    private readonly AccessCheck[] _checks = [.. checks];

    /// <summary>Why the client may not follow the problem, or <see langword="null"/> when it may.</summary>
    public async ValueTask<CloseCode?> CheckAsync(HttpContext http, ProblemId problem, CancellationToken cancel)
    {
        foreach (var check in _checks)
        {
            if (Refusal(await check.AskAsync(http, problem, cancel)) is { } refusal) return refusal;
        }

        if (transport.IsConfigured) return null;
        WebSocketLog.NotConfigured(logger, problem);
        return CloseCode.NotConfigured;
    }

    private static CloseCode? Refusal(SubmissionAccess access) => access switch
    {
        SubmissionAccess.Allowed => null,
        SubmissionAccess.SignInRequired => CloseCode.SignInRequired,
        SubmissionAccess.UnknownProblem => CloseCode.UnknownProblem,
        _ => CloseCode.Forbidden,
    };
}
