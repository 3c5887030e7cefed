using System.Net.WebSockets;

namespace LiveSubmissions.AspNetCore.Wire;

/// <summary>
/// Why a connection is closed: the number that the client goes by, and a sentence for the person who looks at it. The whole table;
/// docs/protocol.md shows the same.
/// </summary>
internal sealed record CloseCode(int Number, string Reason)
{
    /// <summary>The client closed; this is the answer.</summary>
    public static CloseCode Normal { get; } = new(1000, "");

    public static CloseCode ServerStopping { get; } = new(1001, "The server is stopping; connect again.");

    public static CloseCode MessageTooBig { get; } = new(1009, "The server does not read such long messages; it needs none.");

    public static CloseCode ServerError { get; } = new(1011, "Something failed on the server; its log says what. Connect again.");

    /// <summary>What the plain dialect is told instead of a resync message.</summary>
    public static CloseCode Resync { get; } = new(1012, "Updates were lost for this connection; load the data again, then connect again.");

    public static CloseCode TryAgainLater { get; } = new(1013, "The submission log cannot be reached now; connect again later.");

    public static CloseCode BadId { get; } = new(4400, "The ids of problem and submission must be ASCII letters, digits, '-', '_' or '.', at most 79.");

    public static CloseCode SignInRequired { get; } = new(4401, "Sign in, then connect again.");

    public static CloseCode Forbidden { get; } = new(4403, "You may not follow this problem.");

    public static CloseCode UnknownProblem { get; } = new(4404, "There is no such problem.");

    /// <summary>For a gateway in front: this library's server does not send it.</summary>
    public static CloseCode TimedOut { get; } = new(4408, "The connection took too long; connect again.");

    /// <summary>The node follows as many groups as it may; a gateway in front may have reasons of its own.</summary>
    public static CloseCode TooMany { get; } = new(4429, "Too much is followed at once; connect again later.");

    public static CloseCode NotConfigured { get; } = new(4500, "The server's channel layer is not configured.");

    public static IReadOnlyList<CloseCode> All { get; } =
    [
        Normal, ServerStopping, MessageTooBig, ServerError, Resync, TryAgainLater,
        BadId, SignInRequired, Forbidden, UnknownProblem, TimedOut, TooMany, NotConfigured,
    ];

    /// <summary>
    /// Whether a client that still wants to follow connects again, after 4401 once its user has signed in. Of the 44xx, which say that asking
    /// again is of no use, only those do that pass; every other code does, known or not.
    /// </summary>
    public bool ComesBack => Number is < 4400 or > 4499 or 4401 or 4408 or 4429;

    /// <summary>With what a client is refused that the application does not let in; nothing if it does.</summary>
    public static CloseCode? For(SubmissionAccess access) => access switch
    {
        SubmissionAccess.Allowed => null,
        SubmissionAccess.SignInRequired => SignInRequired,
        SubmissionAccess.UnknownProblem => UnknownProblem,
        _ => Forbidden,
    };

    /// <summary>The number as the socket wants it.</summary>
    public WebSocketCloseStatus Status => (WebSocketCloseStatus)Number;
}
