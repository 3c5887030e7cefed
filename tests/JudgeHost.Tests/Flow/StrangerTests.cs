using System.Net;
using System.Net.NetworkInformation;
using System.Net.WebSockets;
using JudgeHost.Tests.Processes;
using LiveSubmissions.TestKit.Wire;

namespace JudgeHost.Tests.Flow;

/// <summary>What callers get that are not on the judge's machine, or ask it by somebody else's name.</summary>
[Collection(ProcessCollection.Name)]
public sealed class StrangerTests(OneProcess host) : IClassFixture<OneProcess>
{
    private JudgeApi Api => host.Judge.Api;

    /// <summary>DNS rebinding: a page of evil.example, whose name means the judge's address now, is of the same origin as what it asks.</summary>
    [Theory]
    [InlineData("GET", "/api/problems")]
    [InlineData("POST", "/api/problems/1/submissions")]
    [InlineData("POST", "/api/submissions/1/rejudge")]
    [InlineData("GET", "/problems/1/submissions/changes")]
    [InlineData("GET", "/health/ready")]
    public async Task A_foreign_name_of_the_host_reaches_nothing(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Host = $"evil.example:{host.Judge.BackendPort}";
        request.Headers.TryAddWithoutValidation("Origin", $"http://evil.example:{host.Judge.BackendPort}");

        using var answer = await Api.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("Invalid Hostname", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_and_the_socket_do_not_answer_by_a_foreign_name_either()
    {
        using var page = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, host.Judge.PageUrl);
        request.Headers.Host = "evil.example";

        using var answer = await page.SendAsync(request);
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => WireClient.ConnectAsync(
            Api.Feed(1), configure: static options => options.SetRequestHeader("Host", "evil.example")));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("400", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/health/live", HttpStatusCode.OK, "Healthy")]
    [InlineData("/health/ready", HttpStatusCode.OK, "Healthy")]
    [InlineData("/health", HttpStatusCode.NotFound, null)]
    public async Task Who_asks_for_somebody_else_hears_one_word_of_health_and_nothing_of_the_doctor(string path, HttpStatusCode status, string? word)
    {
        foreach (var header in (string[])["X-Forwarded-For", "Forwarded"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add(header, "for=203.0.113.7");

            using var answer = await Api.Http.SendAsync(request);
            var body = await answer.Content.ReadAsStringAsync();

            Assert.Equal(status, answer.StatusCode);
            if (word is not null) Assert.Equal(word, body);
            Assert.DoesNotContain("checks", body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task During_development_it_listens_on_the_loopback_interface_alone()
    {
        await using var judge = await Judge.OneProcessAsync(new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = "Development" });

        var listening = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners();

        foreach (var port in (int[])[judge.BackendPort, judge.PagePort])
        {
            Assert.Contains(listening, at => at.Port == port);
            Assert.All(listening.Where(at => at.Port == port), static at => Assert.True(IPAddress.IsLoopback(at.Address), $"{at}"));
        }

        Assert.Contains(listening, at => at.Port == host.Judge.BackendPort && !IPAddress.IsLoopback(at.Address));
    }
}
