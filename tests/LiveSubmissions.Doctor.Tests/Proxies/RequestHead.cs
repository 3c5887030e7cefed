using System.Text;

namespace LiveSubmissions.Doctor.Tests.Proxies;

/// <summary>A request's first line and headers.</summary>
internal sealed class RequestHead
{
    private const int MaxBytes = 16 * 1024;

    private readonly string _text;

    private RequestHead(byte[] bytes)
    {
        Bytes = bytes;
        _text = Encoding.Latin1.GetString(bytes);
    }

    public byte[] Bytes { get; }

    public bool AsksForUpgrade => _text.Contains("\r\nUpgrade:", StringComparison.OrdinalIgnoreCase);

    public bool AsksForEvents => _text.Contains("text/event-stream", StringComparison.OrdinalIgnoreCase);

    /// <returns>Nothing if the client leaves before it has asked for anything.</returns>
    public static async Task<RequestHead?> ReadAsync(Stream from, CancellationToken stop)
    {
        var bytes = new List<byte>();
        var one = new byte[1];
        while (!bytes[^Math.Min(4, bytes.Count)..].SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (bytes.Count == MaxBytes || await from.ReadAsync(one, stop) == 0) return null;
            bytes.Add(one[0]);
        }

        return new RequestHead([.. bytes]);
    }

    /// <summary>The head as a proxy passes it on that knows nothing of upgrades: the headers between two hops are its own.</summary>
    public byte[] WithoutUpgrade()
    {
        var lines = _text.TrimEnd().Split("\r\n").Where(static line =>
            !line.StartsWith("Upgrade:", StringComparison.OrdinalIgnoreCase) && !line.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase));
        return Encoding.Latin1.GetBytes(string.Join("\r\n", lines) + "\r\nConnection: close\r\n\r\n");
    }
}
