using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace LiveSubmissions.Tool.Server;

/// <summary>Sends HTTP requests to a server as a WebSocket client would: without a proxy, cookies and redirects.</summary>
internal sealed class ServerRequests(IReadOnlyList<KeyValuePair<string, string>> headers) : IDisposable
{
    /// <summary>The response header that contains the node's id.</summary>
    public const string NodeHeader = "X-LiveSubmissions-Node";

    private const int MaxTextBytes = 1024 * 1024;

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false });

    /// <exception cref="HttpRequestException">There was no answer.</exception>
    public async Task<ServerAnswer> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, address);
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(answer, cancellationToken).ConfigureAwait(false);
    }

    public async Task<ServerAnswer> PostAsync(Uri address, HttpContent content, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Post, address);
        request.Content = content;
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(answer, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Requests a WebSocket and disconnects at once. The result has the status 101 if the upgrade passed, else the server's status and text.</summary>
    public async Task<ServerAnswer> TryUpgradeAsync(Uri address, string? origin, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, address);
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.Add(new("websocket"));
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", Convert.ToBase64String(RandomNumberGenerator.GetBytes(16)));
        if (origin is not null) request.Headers.TryAddWithoutValidation("Origin", origin);
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        return (int)answer.StatusCode == 101 ? new ServerAnswer(101, "", Node(answer), null) : await ReadAsync(answer, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens an event stream. The caller disposes the response.</summary>
    public async Task<HttpResponseMessage> OpenEventsAsync(Uri address, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, address);
        request.Headers.Accept.Add(new("text/event-stream"));
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _http.Dispose();

    private static async Task<ServerAnswer> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        new((int)answer.StatusCode, await TextAsync(answer, cancellationToken).ConfigureAwait(false), Node(answer), answer.Headers.Location?.ToString());

    private static string? Node(HttpResponseMessage answer) => answer.Headers.TryGetValues(NodeHeader, out var nodes) ? nodes.First() : null;

    private static async Task<string> TextAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var body = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var bodyDisposal = body.ConfigureAwait(false);
        var buffer = ArrayPool<byte>.Shared.Rent(MaxTextBytes);
        try
        {
            var length = await body.ReadAtLeastAsync(buffer, MaxTextBytes, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return Encoding.UTF8.GetString(buffer, 0, length).Trim();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private HttpRequestMessage Request(HttpMethod method, Uri address)
    {
        var request = new HttpRequestMessage(method, address);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }
}

/// <summary>A server's response to one request.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Text">The beginning of the body, if it is text.</param>
/// <param name="Node">The node's id, if the response has it.</param>
/// <param name="Location">The target of a redirect.</param>
internal sealed record ServerAnswer(int Status, string Text, string? Node, string? Location);
