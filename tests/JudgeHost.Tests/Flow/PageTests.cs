using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using JudgeHost.Tests.Processes;

namespace JudgeHost.Tests.Flow;

/// <summary>What the page's port serves.</summary>
[Collection(ProcessCollection.Name)]
public sealed partial class PageTests(OneProcess host) : IClassFixture<OneProcess>, IDisposable
{
    private readonly HttpClient _page = new() { BaseAddress = host.Judge.PageUrl };

    [Theory]
    [InlineData("/")]
    [InlineData("/problem/1/submissions")]
    [InlineData("/problem/1/submissions/")]
    [InlineData("/problem/3/submissions/")]
    public async Task Pages_are_there_with_everything_that_they_ask_for(string path)
    {
        using var answer = await _page.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);

        var parts = OwnFiles().Matches(await answer.Content.ReadAsStringAsync()).Select(match => match.Groups[1].Value).Append("/live-submissions.js").ToList();
        Assert.True(parts.Count > 1, "a page has parts");
        foreach (var part in parts)
        {
            using var file = await _page.GetAsync(part);
            Assert.True(file.StatusCode == HttpStatusCode.OK, part);
        }
    }

    [Theory]
    [InlineData("/problem/9/submissions/")]
    [InlineData("/problem/%3Cscript%3E/submissions")]
    [InlineData("/nothing/here")]
    public async Task What_is_not_there_is_a_page_that_says_so(string path)
    {
        using var answer = await _page.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("<script>", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public async Task The_page_is_told_the_backends_port_on_the_host_that_it_was_asked_for(string name)
    {
        var config = JsonDocument.Parse(await _page.GetStringAsync($"http://{name}:{host.Judge.PagePort}/config.json")).RootElement;

        Assert.Equal($"http://{name}:{host.Judge.BackendPort}", config.GetProperty("backend_url").GetString());
    }

    [Fact]
    public async Task The_page_says_that_it_lives() => Assert.Contains("healthy", await _page.GetStringAsync("/health/live"), StringComparison.Ordinal);

    public void Dispose() => _page.Dispose();

    [GeneratedRegex("""(?:src|href)="(/[^"]+\.(?:js|css|svg))["#]""")]
    private static partial Regex OwnFiles();
}
