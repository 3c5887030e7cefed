using System.Net;
using System.Net.Sockets;

namespace LiveSubmissions.TestKit;

/// <summary>Finds ports that nobody listens on.</summary>
public static class FreePort
{
    /// <summary>Below the ports that systems give to outgoing connections, so that none of these takes one between this call and its use.</summary>
    private const int First = 12_000;

    private const int Last = 31_999;

    private const int Tries = 1_000;

    private static readonly Lock Gate = new();

    /// <summary>A lock for each port that this process was given. The system frees them when the process ends, however it ends.</summary>
    private static readonly List<FileStream> Taken = [];

    private static int _next = Random.Shared.Next(First, Last + 1);

    /// <summary>A port of 127.0.0.1 that is free now, and another on each call, in this process and in every other one that asks here.</summary>
    public static int Next()
    {
        var locks = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "live-submissions-ports")).FullName;
        lock (Gate)
        {
            for (var tries = 0; tries < Tries; tries++)
            {
                var port = _next;
                _next = port == Last ? First : port + 1;
                if (TryTake(Path.Combine(locks, $"{port}")) is not { } taken) continue;
                Taken.Add(taken);
                if (IsFree(port)) return port;
            }
        }

        throw new InvalidOperationException($"Of {Tries} ports of 127.0.0.1 below {Last} none is free.");
    }

    private static FileStream? TryTake(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
