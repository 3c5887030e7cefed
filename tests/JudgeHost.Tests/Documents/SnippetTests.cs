using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using LiveSubmissions;
using LiveSubmissions.AspNetCore;
using LiveSubmissions.Redis;
using LiveSubmissions.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JudgeHost.Tests.Documents;

/// <summary>What the documents show can be copied: it compiles, it parses, and what is there to be pasted into an application does what it says.</summary>
public sealed class SnippetTests
{
    [Fact]
    public void Every_snippet_in_CSharp_compiles() => Assert.NotNull(SnippetCompiler.Assembly);

    [Fact]
    public async Task Every_script_and_command_parses()
    {
        foreach (var snippet in Snippet.All)
        {
            if (snippet.Language is "js" or "html" && snippet.Script.Length > 0) await AssertRunsAsync(snippet, snippet.Script, "node", "--input-type=module", "--check", "-");
            if (snippet.Language == "sh") await AssertRunsAsync(snippet, snippet.Code, "bash", "-n");
        }

        Assert.All(Snippet.All, static snippet => Assert.Contains(snippet.Language, new[] { "csharp", "html", "js", "json", "sh", "text" }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_list_of_getting_started_answers_with_a_position_or_without_one_while_Redis_is_away(bool isAway)
    {
        await using var app = await DocumentedApplication.StartAsync(isAway ? $"redis://127.0.0.1:{FreePort.Next()}" : null);
        using var http = new HttpClient();

        var list = await http.GetFromJsonAsync<JsonObject>($"{app.Urls.First()}/api/problems/1/submissions");

        Assert.Equal(isAway, list!["position"] is null);
        Assert.Equal("""[{"submission_id":42,"status":"accepted","metrics":{"accuracy":0.95},"revision":5}]""", list["submissions"]!.ToJsonString());
    }

    [Fact]
    public async Task The_settings_of_getting_started_stand_in_a_configuration_file()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(DocumentedApplication.Only(DocumentedApplication.GettingStarted, "json").Code)));
        await SnippetCompiler.RunAsync(Assert.Single(SnippetCompiler.Snippets, static snippet => snippet.Code.Contains("ErrorOnUnknownConfiguration", StringComparison.Ordinal)), builder);
        await using var app = builder.Build();

        var options = app.Services.GetRequiredService<IOptions<LiveSubmissionsOptions>>().Value;
        Assert.Equal(TimeSpan.FromSeconds(5), options.Feed.HeartbeatInterval);
        Assert.Contains("wrong_answer", options.TerminalStatuses);
        Assert.Contains(SubmissionStatus.Accepted, options.TerminalStatuses);
        Assert.Equal(TimeSpan.FromSeconds(2), app.Services.GetRequiredService<IOptions<RedisTransportOptions>>().Value.AttemptTimeout);
        Assert.Equal(["https://judge.example"], app.Services.GetRequiredService<IOptions<WebEndpointsOptions>>().Value.AllowedOrigins);
    }

    private static async Task AssertRunsAsync(Snippet snippet, string input, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true })!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{snippet} does not parse: {error}");
    }
}
