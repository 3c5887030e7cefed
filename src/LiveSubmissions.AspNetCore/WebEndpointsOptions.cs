namespace LiveSubmissions.AspNetCore;

/// <summary>Who may connect, and how long a silent connection is kept. Validated when the host starts, every error at once.</summary>
public sealed class WebEndpointsOptions
{
    /// <summary>
    /// Origins, besides the endpoint's own, whose pages may connect, each as a browser sends it: <c>https://judge.example</c>,
    /// <c>http://localhost:8101</c>. Default: none. A client that sends no <c>Origin</c> header is no browser and is let in. For the endpoints over
    /// plain HTTP this is all the CORS that is needed.
    /// </summary>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>
    /// How the answer to a refused origin, and the log line, name the setting to change. An application that fills
    /// <see cref="AllowedOrigins"/> from its own configuration says its key here. Default: <c>WebEndpointsOptions.AllowedOrigins</c>.
    /// </summary>
    public string AllowedOriginsSetting { get; set; } = "WebEndpointsOptions.AllowedOrigins";

    /// <summary>
    /// How long nothing may come from a client before it is sent a WebSocket ping, which also keeps proxies from closing an idle connection.
    /// Default 15 s; 1 s to 5 min.
    /// </summary>
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long a client may take to answer a ping before it is cut. Default <see cref="Timeout.InfiniteTimeSpan"/>: nobody is cut for
    /// being slow, a client that stopped reading costs its place in memory and delays nobody, and TCP finds out that one is gone. 1 s to 10 min
    /// frees dead clients' places sooner, and cuts those that read nothing for so long; they come back from their position.
    /// </summary>
    public TimeSpan KeepAliveTimeout { get; set; } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// How long closing a connection may take, from the decision to the client's answer (of an event stream: until its last event is on its way),
    /// before it is cut. It bounds what connections add to the host's shutdown. Default 3 s; 100 ms to 30 s.
    /// </summary>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Whether WebSocket frames are written to the connection's socket itself, past the server's stream with its buffers and change of thread, which takes a
    /// quarter off what a delivery costs. Default: false. Over TLS, over HTTP/2, on a server without sockets, and to a client that answers no
    /// ping, frames go by the stream all the same. Leave it off where connection middleware (<c>ListenOptions.Use</c>) changes, counts or logs
    /// what is sent: it does not see these frames.
    /// </summary>
    public bool WritesPastStream { get; set; }
}
