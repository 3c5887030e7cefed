using System.Net;
using System.Net.Sockets;

namespace LiveSubmissions.Contracts;

/// <summary>Finds ports that nobody listens on.</summary>
public static class FreePort
{
    /// <summary>A port of 127.0.0.1 that is free now. Somebody else may take it before its user does: be ready to try another.</summary>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
