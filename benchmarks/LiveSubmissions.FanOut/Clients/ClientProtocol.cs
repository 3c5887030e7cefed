namespace LiveSubmissions.FanOut.Clients;

/// <summary>What a load client speaks.</summary>
internal enum ClientProtocol
{
    /// <summary>This library's WebSocket, the plain dialect.</summary>
    Plain,

    /// <summary>This library's WebSocket, <c>live-submissions.v1</c>.</summary>
    V1,

    /// <summary>This library's server-sent events.</summary>
    Sse,

    /// <summary>This library's SignalR hub, <c>Join</c>.</summary>
    Hub,

    /// <summary>SignalR itself: a group of a hub, behind the Redis backplane.</summary>
    SignalR,
}
