using System.Text;
using LiveSubmissions.FanOut.Servers;

namespace LiveSubmissions.FanOut.Clients;

/// <summary>What a client of an endpoint sends to begin, and what shows that it misses nothing from then on.</summary>
/// <param name="protocol">What it speaks.</param>
/// <param name="port">The server's.</param>
internal sealed class Opening(ClientProtocol protocol, int port)
{
    private static readonly byte[] HubHandshake = ClientFrame.Create(ClientFrame.Text, "{\"protocol\":\"json\",\"version\":1}\u001e"u8);

    /// <summary>What SignalR's clients send now and then so as not to be cut.</summary>
    public static byte[] HubPing { get; } = ClientFrame.Create(ClientFrame.Text, "{\"type\":6}\u001e"u8);

    public bool IsHub => protocol is ClientProtocol.Hub or ClientProtocol.SignalR;

    public bool IsWebSocket => protocol != ClientProtocol.Sse;

    /// <summary>What the status line of the answer holds.</summary>
    public string Status => IsWebSocket ? " 101 " : " 200 ";

    /// <summary>
    /// What the first message has that says the client is attached; empty for the plain dialect, in which nothing says so.
    /// </summary>
    public ReadOnlySpan<byte> Attached => protocol switch
    {
        ClientProtocol.Plain => [],
        ClientProtocol.V1 or ClientProtocol.Sse => "\"heartbeat_seconds\""u8,
        _ => "\"type\":3"u8,
    };

    /// <param name="group">The group's number.</param>
    /// <param name="since">The position to go on from, or <see langword="null"/>.</param>
    public byte[] Request(int group, string? since)
    {
        var path = protocol switch
        {
            ClientProtocol.SignalR => SignalRServer.HubPath,
            ClientProtocol.Hub => "/hubs/submissions",
            ClientProtocol.Sse => $"/sse/problems/{group}/submissions/",
            _ => $"/ws/problems/{group}/submissions/",
        };
        if (since is not null) path += $"?since={since}";
        var request = new StringBuilder($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n");
        if (IsWebSocket)
        {
            request.Append("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        }

        if (protocol == ClientProtocol.V1) request.Append("Sec-WebSocket-Protocol: live-submissions.v1\r\n");
        return Encoding.ASCII.GetBytes(request.Append("\r\n").ToString());
    }

    /// <summary>What SignalR's clients send once the socket is there: their protocol, and the call that joins.</summary>
    public byte[] JoinFrames(int group)
    {
        var argument = protocol == ClientProtocol.Hub ? $"{group}" : $"\"{GroupNames.For(group)}\"";
        var call = Encoding.ASCII.GetBytes($$"""{"type":1,"invocationId":"1","target":"Join","arguments":[{{argument}}]}""" + "\u001e");
        return [.. HubHandshake, .. ClientFrame.Create(ClientFrame.Text, call)];
    }
}
