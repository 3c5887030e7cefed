using LiveSubmissions.FanOut.Clients;

namespace LiveSubmissions.FanOut.Scenarios;

/// <summary>What is measured: a server, and how its clients follow it.</summary>
/// <param name="Name">As options and tables name it.</param>
/// <param name="Server">The role of the server and of the publisher.</param>
/// <param name="Protocol">What the clients speak.</param>
/// <param name="IsPastStream">Whether the server writes past its stream.</param>
/// <param name="Spins">Whether idle threads of the server's pool spin, as they do where a host sets nothing.</param>
internal sealed record Subject(string Name, string Server, ClientProtocol Protocol, bool IsPastStream = false, bool Spins = false)
{
    private const string SignalRServer = "signalr";

    /// <summary>What the others are compared with: SignalR and its backplane as their documentation sets them up.</summary>
    public static Subject SignalR { get; } = new("signalr", SignalRServer, ClientProtocol.SignalR, Spins: true);

    /// <summary>The same with the one setting of the thread pool that this library recommends.</summary>
    public static Subject SignalRQuiet { get; } = new("signalr-quiet", SignalRServer, ClientProtocol.SignalR);

    public static Subject Plain { get; } = new("plain", "ours", ClientProtocol.Plain);

    public static Subject V1 { get; } = new("v1", "ours", ClientProtocol.V1);

    public static Subject PlainPast { get; } = new("plain-past", "ours", ClientProtocol.Plain, IsPastStream: true);

    public static Subject V1Past { get; } = new("v1-past", "ours", ClientProtocol.V1, IsPastStream: true);

    /// <summary>What shows how little a delivery can cost at all; it does nothing else that a server does.</summary>
    public static Subject Bare { get; } = new("bare", "bare", ClientProtocol.Plain);

    /// <summary>What sends updates; it has no clients.</summary>
    public static Subject Broadcaster { get; } = new("broadcaster", "ours", ClientProtocol.Plain);

    /// <summary>Everything that clients follow and somebody could use.</summary>
    public static IReadOnlyList<Subject> Endpoints { get; } =
        [SignalR, Plain, V1, PlainPast, V1Past, new Subject("sse", "ours", ClientProtocol.Sse), new Subject("hub", "ours", ClientProtocol.Hub)];

    /// <summary>And what they are looked at beside.</summary>
    public static IReadOnlyList<Subject> All { get; } = [SignalR, SignalRQuiet, .. Endpoints.Except([SignalR]), Bare];

    /// <summary>What sends its updates.</summary>
    public string Publisher => Server == SignalRServer ? Server : "ours";

    /// <summary>What its server is started with.</summary>
    public IEnumerable<string> ServerArguments => IsPastStream ? ["--past-stream"] : [];

    /// <summary>Whether it is this library.</summary>
    public bool IsOurs => Server == "ours";

    /// <summary>Whether the targets hold for it: the two dialects of the WebSocket, and the broadcaster.</summary>
    public bool HasTargets => Protocol is ClientProtocol.Plain or ClientProtocol.V1;
}
