using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace LiveSubmissions.Contracts;

/// <summary>Finds ports that nobody listens on.</summary>
public static class FreePort
{
    private const int Tries = 100;

    private static readonly ConcurrentDictionary<int, bool> Given = new();

    /// <summary>
    /// A port of 127.0.0.1 that is free now, and another on each call: the system may well offer one again whose user has not opened it yet. Somebody
    /// else may take it before its user does: be ready to try another.
    /// </summary>
    public static int Next()
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            if (Given.TryAdd(port, true)) return port;
        }

        throw new InvalidOperationException($"The system has offered only ports that were given before, {Tries} times in a row.");
    }
}
