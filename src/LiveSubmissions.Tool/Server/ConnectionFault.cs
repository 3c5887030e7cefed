using System.Net.Sockets;

namespace LiveSubmissions.Tool.Server;

/// <summary>Says why a server cannot be reached, and how to fix it.</summary>
internal static class ConnectionFault
{
    public static (string Cause, string Fix) Explain(HttpRequestException exception, ServerUrl server) => exception.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => (
            $"The host of {server} is not known.",
            "Correct its name in the URL, or check the name service (DNS). The name of a compose service is known inside compose only."),
        HttpRequestError.SecureConnectionError => (
            $"{server.HostAndPort} did not accept a TLS connection: {Innermost(exception)}",
            "Use http (ws) if the server has no TLS. Otherwise renew its certificate, or trust it on this machine."),
        HttpRequestError.InvalidResponse or HttpRequestError.ResponseEnded => (
            $"The program that listens at {server.HostAndPort} does not answer in HTTP: {Innermost(exception)}",
            "Correct the port (8100 in the sample), and use http or https as the web app does."),
        _ when IsRefused(exception) => (
            $"Nothing listens at {server.HostAndPort}.",
            "Start the web app (docker compose up -d backend), or correct host and port: pages and sockets may have different ports (in the sample 8101 and 8100)."),
        _ => ($"{server.HostAndPort} cannot be reached: {Innermost(exception)}", "Check host and port, that the web app runs, and that no firewall blocks the way."),
    };

    private static bool IsRefused(HttpRequestException exception) =>
        exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused };

    private static string Innermost(Exception exception) => exception.GetBaseException().Message;
}
