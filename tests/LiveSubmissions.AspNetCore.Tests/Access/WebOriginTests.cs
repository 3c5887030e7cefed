using Microsoft.AspNetCore.Http;

namespace LiveSubmissions.AspNetCore.Tests.Access;

public sealed class WebOriginTests
{
    [Theory]
    [InlineData("https://judge.example", "https://JUDGE.example:443")]
    [InlineData("http://localhost:8101", "HTTP://localhost:8101")]
    [InlineData("http://[::1]:8101", "http://[::1]:8101")]
    [InlineData("https://xn--bcher-kva.example", "https://bücher.example")]
    [InlineData("capacitor://localhost", "capacitor://localhost")]
    public void Origins_that_a_browser_calls_the_same_are_equal(string one, string other) => Assert.Equal(Parse(one), Parse(other));

    [Theory]
    [InlineData("https://judge.example", "http://judge.example")]
    [InlineData("http://localhost:8101", "http://localhost:8100")]
    [InlineData("http://localhost", "http://127.0.0.1")]
    public void Scheme_host_and_port_all_count(string one, string other) => Assert.NotEqual(Parse(one), Parse(other));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("*")]
    [InlineData("https://*.judge.example")]
    [InlineData("judge.example")]
    [InlineData("judge.example:8101")]
    [InlineData("https://")]
    [InlineData("https://judge.example/")]
    [InlineData("https://judge.example/path")]
    [InlineData("https://judge.example?query")]
    [InlineData("https://user@judge.example")]
    [InlineData("https://judge.example:port")]
    [InlineData("https://one.example, https://two.example")]
    [InlineData("http://xn--é.example")]
    public void Anything_else_is_no_origin(string? text) => Assert.False(WebOrigin.TryParse(text, out _));

    [Theory]
    [InlineData("https://judge.example", "judge.example", true)]
    [InlineData("https://judge.example", "Judge.Example:443", true)]
    [InlineData("http://localhost:8100", "localhost:8100", true)]
    [InlineData("http://[::1]:8100", "[::1]:8100", true)]
    [InlineData("http://localhost:8101", "localhost:8100", false)]
    [InlineData("http://localhost", "localhost:8100", false)]
    [InlineData("http://evil.example", "judge.example", false)]
    [InlineData("http://judge.example", "", false)]
    [InlineData("http://judge.example", "judge.example", true)]
    [InlineData("http://judge.example:8443", "judge.example", false)]
    [InlineData("https://judge.example:80", "judge.example", false)]
    [InlineData("http://judge.example:443", "judge.example", false)]
    [InlineData("http://judge.example:8443", "judge.example:", false)]
    [InlineData("http://judge.example", "judge.example:8443", false)]
    [InlineData("capacitor://judge.example", "judge.example", false)]
    [InlineData("ftp://judge.example", "judge.example", false)]
    [InlineData("ws://judge.example", "judge.example", false)]
    public void The_own_origin_is_known_by_the_host_header(string origin, string host, bool same) =>
        Assert.Equal(same, Parse(origin).IsAt(new HostString(host)));

    private static WebOrigin Parse(string text)
    {
        Assert.True(WebOrigin.TryParse(text, out var origin), text);
        return origin;
    }
}
