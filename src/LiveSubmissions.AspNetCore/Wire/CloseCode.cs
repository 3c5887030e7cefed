using System.Net.WebSockets;

namespace LiveSubmissions.AspNetCore.Wire;

/// <summary>
/// Why a connection is closed: a number for the client, and a sentence for the person who looks at it. This is the whole table;
/// docs/protocol.md shows the same.
/// </summary>
internal sealed record CloseCode(int Number, string Reason)
{
    /// <summary>The answer to a client that closes.</summary>
    public static CloseCode Normal { get; } = new(1000, "");

    public static CloseCode ServerStopping { get; } = new(1001, "The server is stopping; connect again.");

    public static CloseCode MessageTooBig { get; } = new(1009, "The server does not read such long messages; it needs none.");

    public static CloseCode ServerError { get; } = new(1011, "Something failed on the server; its log says what. Connect again.");

    /// <summary>Replaces the resync message for clients of the plain dialect.</summary>
    public static CloseCode Resync { get; } = new(1012, "Updates were lost for this connection; load the data again, then connect again.");

    public static CloseCode TryAgainLater { get; } = new(1013, "The submission log cannot be reached now; connect again later.");

    public static CloseCode BadId { get; } = new(4400, "The ids of problem and submission must be ASCII letters, digits, '-', '_' or '.', at most 79.");

    public static CloseCode SignInRequired { get; } = new(4401, "Sign in, then connect again.");

    public static CloseCode Forbidden { get; } = new(4403, "You may not follow this problem.");

    public static CloseCode UnknownProblem { get; } = new(4404, "There is no such problem.");

    /// <summary>For a gateway in front of the server. This library does not send it.</summary>
    public static CloseCode TimedOut { get; } = new(4408, "The connection took too long; connect again.");

    /// <summary>The node follows as many groups as its options allow. A gateway in front of it may send the code for its own reasons.</summary>
    public static CloseCode TooMany { get; } = new(4429, "Too much is followed at once; connect again later.");

    public static CloseCode NotConfigured { get; } = new(4500, "The server's channel layer is not configured.");

    public static IReadOnlyList<CloseCode> All { get; } =
    [
        Normal, ServerStopping, MessageTooBig, ServerError, Resync, TryAgainLater,
        BadId, SignInRequired, Forbidden, UnknownProblem, TimedOut, TooMany, NotConfigured,
    ];

    /// <summary>
    /// Whether the client connects again. After a code 44xx it does not, because the answer would be the same. The exceptions are 4408 and 4429, which
    /// pass, and 4401: after it the client connects again once its user has signed in. After every other code, known or not, it connects again.
    /// </summary>
    public bool ComesBack => Number is < 4400 or > 4499 or 4401 or 4408 or 4429;

    /// <summary>The code for a client that the application refuses; <see langword="null"/> if the application allows it.</summary>
    public static CloseCode? For(SubmissionAccess access) => access switch
    {
        SubmissionAccess.Allowed => null,
        SubmissionAccess.SignInRequired => SignInRequired,
        SubmissionAccess.UnknownProblem => UnknownProblem,
        _ => Forbidden,
    };

    /// <summary>The number as the type that <see cref="WebSocket"/> takes.</summary>
    public WebSocketCloseStatus Status => (WebSocketCloseStatus)Number;
}
