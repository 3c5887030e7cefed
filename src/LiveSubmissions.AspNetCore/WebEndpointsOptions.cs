using Microsoft.Extensions.Options;

namespace LiveSubmissions.AspNetCore;

/// <summary>Who may connect, and how long a silent connection is kept. The host validates all of it when it starts, and reports every error at once.</summary>
public sealed class WebEndpointsOptions
{
    /// <summary>
    /// Origins whose pages may connect, besides the endpoint's own origin. Write each as a browser sends it: <c>https://judge.example</c>,
    /// <c>http://localhost:8101</c>. Default: none. A client that sends no <c>Origin</c> header is not a browser and may connect. The endpoints over
    /// plain HTTP need no other CORS setting.
    /// </summary>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>
    /// The name of the setting that holds the allowed origins. The answer to a refused origin and its log line name it, so that the reader knows what to
    /// change. Set it if the application fills <see cref="AllowedOrigins"/> from its own configuration. Default: <c>WebEndpointsOptions.AllowedOrigins</c>.
    /// </summary>
    public string AllowedOriginsSetting { get; set; } = "WebEndpointsOptions.AllowedOrigins";

    /// <summary>
    /// The server sends a WebSocket ping when it has received nothing from a client for this time. Pings also keep proxies from closing an idle connection.
    /// Default 15 s; 1 s to 5 min.
    /// </summary>
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The server cuts a client that does not answer a ping within this time. Default <see cref="Timeout.InfiniteTimeSpan"/>: the server cuts no client for
    /// being slow. A client that stopped reading takes some memory and delays nobody, and TCP finds out when a client is gone. A value of 1 s to 10 min
    /// frees the memory of dead clients sooner, but also cuts clients that read nothing for this time; those come back and resume from their position.
    /// </summary>
    public TimeSpan KeepAliveTimeout { get; set; } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// How long the server waits while it closes a connection: from the decision to the client's answer (for an event stream: until the last event is
    /// sent). Then the server cuts the connection. It limits how much connections delay the host's shutdown. Default 3 s; 100 ms to 30 s.
    /// </summary>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Whether WebSocket frames are written directly to the connection's socket, and not to the server's stream with its buffers and its change of thread. It
    /// makes a delivery about a quarter cheaper. Default: false. Frames still go by the stream over TLS, over HTTP/2, on a server without sockets, and to a
    /// client that answers no ping. Leave it off if connection middleware (<c>ListenOptions.Use</c>) changes, counts or logs what is sent: it does not see
    /// these frames.
    /// </summary>
    public bool WritesPastStream { get; set; }
}

/// <summary>Reports everything that is wrong with the options at once: for each error the setting, its value and the fix.</summary>
internal sealed class WebEndpointsOptionsValidator : IValidateOptions<WebEndpointsOptions>
{
    public ValidateOptionsResult Validate(string? name, WebEndpointsOptions options)
    {
        var errors = new List<string>();
        var origins = options.AllowedOrigins;
        for (var i = 0; i < origins.Count; i++)
        {
            if (WebOrigin.TryParse(origins[i], out _)) continue;
            errors.Add(
                $"{options.AllowedOriginsSetting}[{i}] is {Printable.Setting(origins[i] ?? "")}, which is not an origin. "
                + "Write the scheme, the host and, if it is not the scheme's default, the port, and nothing after them: "
                + "https://judge.example or http://localhost:8101.");
        }

        if (string.IsNullOrWhiteSpace(options.AllowedOriginsSetting))
        {
            errors.Add("WebEndpointsOptions.AllowedOriginsSetting is blank. Leave it out, or name the setting that holds the allowed origins.");
        }

        Check(nameof(options.KeepAliveInterval), options.KeepAliveInterval, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        if (options.KeepAliveTimeout != Timeout.InfiniteTimeSpan)
        {
            Check(nameof(options.KeepAliveTimeout), options.KeepAliveTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        }

        Check(nameof(options.CloseTimeout), options.CloseTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30));
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Check(string setting, TimeSpan value, TimeSpan least, TimeSpan most) =>
            SettingRange.Check(errors, $"{nameof(WebEndpointsOptions)}.{setting}", value, least, most);
    }
}
