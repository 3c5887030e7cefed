using System.Net.Sockets;
using System.Text;
using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.TestKit.Wire;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.AspNetCore.Tests.Access;

/// <summary>What an Origin header may hold, on every endpoint: whoever writes it is a stranger.</summary>
public sealed class NastyOriginTests
{
    private static readonly string[] Nasty =
    [
        "", " ", "null", "NULL", "*", "//", "://", "http://", "http:///", "https://:443", "judge.example", "about:blank", "data:text/html,x", "file://", "file:///etc/passwd",
        "javascript:alert(1)", "blob:http://judge.example", "http://judge.example, http://judge.example", "http://judge.example http://judge.example",
        "http://judge.example/", "http://judge.example#", "http://judge.example?", "http://user@judge.example", "http://judge.example\\",
        "http://judge.example:99999", "http://judge.example:-1", "http://judge.example:0", "http://judge.example:80:80",
        "http://judge.example:8443", "https://judge.example:80", "http://judge.example:443", "ftp://judge.example", "ws://judge.example", "wss://judge.example",
        "capacitor://judge.example", "chrome-extension://judge.example", "x://judge.example",
        "http://xn--é.example", "http://xn--", "http://xn--a", "http://xn--.example", "http://xn--0.xn--0", "http://xn--zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", "http://bücher.example",
        "http://jud\u00adge.example", "http://judge\u3002example", "http://\ud83d\ude00.example", "http://%zz", "http://judge%2eexample", "http://%00.example",
        "http://[", "http://]", "http://[::1", "http://[::1]", "http://[judge.example]", "http://[v1.x]", "http://[fe80::1%25eth0]", "http://1.2.3.4.5", "http://0x7f.1",
        "http://..", "http://.", "http://a..b", "http://-", "http://_", "http://judge.example.", "http://" + new string('a', 64), "http://" + new string('a', 4000) + ".example",
        "http://" + string.Concat(Enumerable.Repeat("a.", 200)), "http://judge.example\u0001", "\u00ff\u00fe",
    ];

    [Fact]
    public async Task Whatever_it_holds_the_answer_is_403_and_nothing_fails()
    {
        await using var web = await EverySide.StartAsync();
        foreach (var endpoint in web.Endpoints().Where(static endpoint => !endpoint.IsPublic))
        {
            foreach (var origin in Nasty)
            {
                var answer = await AskAsync(web, endpoint, "judge.example", Encoding.UTF8.GetBytes(origin));

                // Control characters, the server itself refuses.
                var expected = origin.Any(char.IsControl) ? "400" : "403";
                Assert.True(Status(answer) == expected || (origin.Any(char.IsControl) && Status(answer) == "403"), $"{endpoint}, {origin}: {answer}");
            }
        }

        Assert.DoesNotContain(web.Logs, static record => record.Level > LogLevel.Warning);
    }

    [Fact]
    public async Task Nor_may_it_be_in_bytes_that_are_no_text_or_be_there_twice()
    {
        await using var web = await EverySide.StartAsync();
        foreach (var endpoint in web.Endpoints().Where(static endpoint => !endpoint.IsPublic))
        {
            var bytes = await AskAsync(web, endpoint, "judge.example", Encoding.Latin1.GetBytes("http://xn--é.example"));
            var twice = await AskAsync(web, endpoint, "judge.example", Encoding.UTF8.GetBytes("http://judge.example\r\nOrigin: http://judge.example"));

            Assert.True(Status(bytes) is "400" or "403", $"{endpoint}: {bytes}");
            Assert.True(Status(twice) is "400" or "403", $"{endpoint}: {twice}");
        }
    }

    [Fact]
    public async Task The_own_origin_goes_by_host_and_port_and_a_port_that_a_proxy_dropped_is_named()
    {
        await using var web = await EverySide.StartAsync();
        foreach (var endpoint in web.Endpoints().Where(static endpoint => !endpoint.IsPublic))
        {
            foreach (var (host, origin) in ((string, string)[])
                [("judge.example", "http://judge.example"), ("judge.example", "https://judge.example"), ("judge.example:8443", "https://judge.example:8443")])
            {
                var let = await AskAsync(web, endpoint, host, Encoding.UTF8.GetBytes(origin));
                Assert.True(Status(let) is not ("403" or "500"), $"{endpoint}, {origin} at {host}: {let}");
            }

            var refused = await AskAsync(web, endpoint, "judge.example", "http://judge.example:8443"u8.ToArray());
            var other = await AskAsync(web, endpoint, "judge.example:8443", "http://judge.example"u8.ToArray());

            Assert.Equal("403", Status(refused));
            Assert.Contains("proxy_set_header Host $http_host", refused, StringComparison.Ordinal);
            Assert.Equal("403", Status(other));
            Assert.DoesNotContain("$http_host", other, StringComparison.Ordinal);
        }

        Assert.Contains(web.Logs, static record => record.Id.Id == 3001 && record.Message.Contains("proxy_set_header Host $http_host", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_preflight_may_ask_for_headers_that_no_answer_can_name()
    {
        await using var web = await EverySide.StartAsync();
        foreach (var endpoint in web.Endpoints().Where(static endpoint => endpoint.Method == "OPTIONS"))
        {
            var answer = await AskAsync(
                web, endpoint, "judge.example", Encoding.UTF8.GetBytes("http://judge.example\r\nAccess-Control-Request-Headers: é"));

            Assert.Equal("204", Status(answer));
        }
    }

    private static string Status(string answer) => answer.Split(' ') is [_, var status, ..] ? status : "";

    /// <summary>The answer's first bytes: the status, the headers, and what there is of the body.</summary>
    private static async Task<string> AskAsync(WebSide web, EveryEndpoint endpoint, string host, byte[] origin)
    {
        using var deadline = new CancellationTokenSource(WireClient.Deadline);
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(web.Address.Host, web.Address.Port, deadline.Token);
        var stream = client.GetStream();
        var upgrade = endpoint.Path.StartsWith("/ws/", StringComparison.Ordinal)
            ? "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            : "Connection: close\r\n";
        var body = endpoint.Method == "POST" ? "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}" : "\r\n";
        byte[] request =
        [
            .. Encoding.ASCII.GetBytes($"{endpoint.Method} {endpoint.Path} HTTP/1.1\r\nHost: {host}\r\n{upgrade}Origin: "),
            .. origin,
            .. Encoding.ASCII.GetBytes("\r\n" + body),
        ];
        await stream.WriteAsync(request, deadline.Token);

        // A refusal is one packet, or two: the headers, and a length that says how much follows. A stream that lets the page in goes on for ever.
        var buffer = new byte[16 * 1024];
        var length = 0;
        while (length < buffer.Length)
        {
            var text = Encoding.UTF8.GetString(buffer, 0, length);
            var hasHeaders = text.Contains("\r\n\r\n", StringComparison.Ordinal);
            if (hasHeaders && (Status(text) != "403" || text.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal))) break;
            var read = await stream.ReadAsync(buffer.AsMemory(length), deadline.Token);
            if (read == 0) break;
            length += read;
        }

        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
