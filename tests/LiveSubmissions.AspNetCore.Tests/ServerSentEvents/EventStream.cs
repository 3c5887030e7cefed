using System.Net;
using System.Net.Sockets;
using System.Text;
using LiveSubmissions.TestKit.Wire;

namespace LiveSubmissions.AspNetCore.Tests.ServerSentEvents;

/// <summary>A client that shows an event stream as it is on the wire, block by block. Every wait has a deadline.</summary>
internal sealed class EventStream : IAsyncDisposable
{
    private readonly HttpMessageInvoker _invoker;
    private readonly StreamReader _reader;

    private EventStream(HttpMessageInvoker invoker, HttpResponseMessage answer, Stream body)
    {
        _invoker = invoker;
        Answer = answer;
        _reader = new StreamReader(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), false, 4096);
    }

    public HttpResponseMessage Answer { get; }

    public static async Task<EventStream> OpenAsync(
        Uri address, string? lastEventId = null, int? receiveBufferBytes = null, Action<HttpRequestMessage>? configure = null)
    {
        var invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.All,
            ConnectCallback = (context, cancellationToken) => DialAsync(context.DnsEndPoint, receiveBufferBytes, cancellationToken),
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        configure?.Invoke(request);
        using var deadline = new CancellationTokenSource(WireClient.Deadline);
        var answer = await invoker.SendAsync(request, deadline.Token);
        return new EventStream(invoker, answer, await answer.Content.ReadAsStreamAsync(deadline.Token));
    }

    /// <summary>The next block, its closing empty line taken away.</summary>
    public async Task<string> ReadAsync() => await TryReadAsync() ?? throw new EndOfStreamException("The stream ended.");

    /// <summary>The next block, or <see langword="null"/> at the stream's end.</summary>
    public async Task<string?> TryReadAsync()
    {
        using var deadline = new CancellationTokenSource(WireClient.Deadline);
        var lines = new List<string>();
        while (await _reader.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.Length == 0) return string.Join('\n', lines);
            lines.Add(line);
        }

        Assert.Empty(lines);
        return null;
    }

    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        Answer.Dispose();
        _invoker.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async ValueTask<Stream> DialAsync(DnsEndPoint to, int? receiveBufferBytes, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBufferBytes is { } bytes) socket.ReceiveBufferSize = bytes;
        try
        {
            await socket.ConnectAsync(to, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
