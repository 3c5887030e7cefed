using System.Net.Sockets;

namespace LiveSubmissions.Tool.Server;

/// <summary>Why a server could not be asked, and what to do.</summary>
internal static class ConnectionFault
{
    public static (string Cause, string Fix) Explain(HttpRequestException exception, ServerUrl server) => exception.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => (
            $"The host of {server} is not known.",
            "Correct its name in the URL, or look at the name service. A compose service's name is known inside compose only."),
        HttpRequestError.SecureConnectionError => (
            $"{server.HostAndPort} does not agree on TLS: {Innermost(exception)}",
            "Use http (ws) if the server has no TLS; else renew its certificate, or trust it on this machine."),
        HttpRequestError.InvalidResponse or HttpRequestError.ResponseEnded => (
            $"What listens at {server.HostAndPort} does not speak HTTP to us: {Innermost(exception)}",
            "Correct the port: it must be the web app's (8100 in the sample), http or https as it is served."),
        _ when IsRefused(exception) => (
            $"Nothing listens at {server.HostAndPort}.",
            "Start the web app (docker compose up -d backend), or correct host and port: the pages' port need not be that of the sockets (the sample: 8101 and 8100)."),
        _ => ($"{server.HostAndPort} cannot be reached: {Innermost(exception)}", "Check host and port, that the web app runs, and that no firewall is in between."),
    };

    private static bool IsRefused(HttpRequestException exception) =>
        exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused };

    private static string Innermost(Exception exception) => exception.GetBaseException().Message;
}
