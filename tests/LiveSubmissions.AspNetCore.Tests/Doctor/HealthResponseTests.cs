using System.Net;
using System.Text.Json;
using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LiveSubmissions.AspNetCore.Tests.Doctor;

public sealed class HealthResponseTests
{
    private static readonly HttpClient Http = new();

    [Fact]
    public async Task A_failure_stands_first_with_cause_and_fix()
    {
        await using var web = await StartAsync(static services => services.AddSingleton<ISubmissionTransport, UnconfiguredTransport>());

        using var answer = await Http.GetAsync(new Uri(web.Address, "/health"));
        var health = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("unhealthy", health.GetProperty("status").GetString());
        var first = health.GetProperty("checks")[0];
        Assert.Equal("live_submissions_configured", first.GetProperty("name").GetString());
        Assert.Equal("unhealthy", first.GetProperty("status").GetString());
        Assert.Equal("Nothing carries updates: Judge:Queue is blank.", first.GetProperty("cause").GetString());
        Assert.Equal("Set Judge:Queue.", first.GetProperty("fix").GetString());
        Assert.Equal("configuration", first.GetProperty("data").GetProperty("step").GetString());
        Assert.False(first.GetProperty("data").TryGetProperty("fix", out _));
        Assert.True(first.GetProperty("milliseconds").GetDouble() >= 0);
    }

    [Fact]
    public async Task Every_kind_of_data_and_other_peoples_checks_are_written()
    {
        await using var web = await StartAsync(static services => services.AddHealthChecks().AddCheck("other", static () => HealthCheckResult.Degraded(
            "It's \"slow\".", new InvalidOperationException("a secret"), new Dictionary<string, object> { ["n"] = 3, ["x"] = 0.12345, ["nan"] = double.NaN, ["b"] = true, ["t"] = "text" })));

        var text = await Http.GetStringAsync(new Uri(web.Address, "/health"));
        var other = JsonDocument.Parse(text).RootElement.GetProperty("checks")[0];

        Assert.Equal("degraded", other.GetProperty("status").GetString());
        Assert.Equal("""{"n":3,"x":0.123,"nan":"NaN","b":true,"t":"text"}""", JsonSerializer.Serialize(other.GetProperty("data")));
        Assert.Contains("It's", text, StringComparison.Ordinal);
        Assert.DoesNotContain("a secret", text, StringComparison.Ordinal);
    }

    private static Task<WebSide> StartAsync(Action<IServiceCollection> add) => WebSide.StartAsync(
        build: builder =>
        {
            add(builder.Services);
            builder.Services.AddHealthChecks().AddLiveSubmissions();
        },
        map: static app => app.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = LiveSubmissionsHealthResponse.WriteAsync }));
}
