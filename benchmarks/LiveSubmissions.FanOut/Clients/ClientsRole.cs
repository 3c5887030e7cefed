using System.Collections.Concurrent;
using System.Text.Json;

namespace LiveSubmissions.FanOut.Clients;

/// <summary>All load clients of a server, on one thread; another only takes orders.</summary>
internal static class ClientsRole
{
    public static int Run()
    {
        var orders = new ConcurrentQueue<ClientOrder?>();
        var reader = new Thread(() => TakeOrders(orders)) { IsBackground = true };
        reader.Start();

        using var clients = new LoadClients();
        while (true)
        {
            clients.Turn();
            if (clients.Report() is { } report) Console.WriteLine(JsonSerializer.Serialize(report));
            if (!orders.TryDequeue(out var order)) continue;
            if (order is null) return 0;
            clients.Begin(order);
        }
    }

    private static void TakeOrders(ConcurrentQueue<ClientOrder?> orders)
    {
        while (Console.In.ReadLine() is { } line) orders.Enqueue(JsonSerializer.Deserialize<ClientOrder>(line));
        orders.Enqueue(null);
    }
}
