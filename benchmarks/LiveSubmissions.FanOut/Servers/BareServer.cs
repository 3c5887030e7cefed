using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using LiveSubmissions.Feed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.FanOut.Servers;

/// <summary>
/// What a delivery costs at least on this machine, for comparison: sockets without a server around them, each update one call of the kernel for each client of
/// its group, from one thread. Nobody could use it: who does not take an update loses it, and nothing is read from clients.
/// </summary>
internal sealed class BareServer(ISubmissionFeed feed, ISubmissionGroupNaming naming)
{
    private static readonly TimeSpan HandshakeDeadline = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, BareGroup> _groups = new();

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddLiveSubmissions().AddRedis($"redis://127.0.0.1:{arguments.Number("redis", 6379)}");
        using var host = builder.Build();
        await host.StartAsync();
        var server = ActivatorUtilities.CreateInstance<BareServer>(host.Services);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(backlog: 5000);
        var accepting = server.AcceptAsync(listener);
        Console.WriteLine(JsonSerializer.Serialize(new ServerReady(((IPEndPoint)listener.LocalEndpoint).Port)));

        await Console.In.ReadToEndAsync();
        listener.Stop();
        await accepting;
        await host.StopAsync();
        return 0;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true) await AdmitAsync(await listener.AcceptSocketAsync());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The run is over.
        }
    }

    private async Task AdmitAsync(Socket socket)
    {
        using var deadline = new CancellationTokenSource(HandshakeDeadline);
        var request = new byte[2048];
        var have = 0;
        while (request.AsSpan(0, have).IndexOf("\r\n\r\n"u8) < 0)
        {
            have += await socket.ReceiveAsync(request.AsMemory(have), deadline.Token);
        }

        // GET /ws/problems/{group}/submissions/
        var problem = Encoding.ASCII.GetString(request, 0, have).Split('/')[3];
        if (!_groups.TryGetValue(problem, out var group))
        {
            var cursor = await feed.SubscribeAsync(naming.ForProblem(long.Parse(problem)), new FeedCursorOptions { ServeInline = true }, deadline.Token);
            _groups[problem] = group = new BareGroup(cursor);
        }

        socket.NoDelay = true;
        await socket.SendAsync("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"u8.ToArray(), deadline.Token);
        socket.Blocking = false;
        group.Add(socket);
    }
}
