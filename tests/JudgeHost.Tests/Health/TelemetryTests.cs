using System.Collections.Concurrent;
using System.Net;
using System.Text;
using JudgeHost.Tests.Processes;
using LiveSubmissions.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace JudgeHost.Tests.Health;

/// <summary>What JudgeHost exports, each way by one setting.</summary>
[Collection(ProcessCollection.Name)]
public sealed class TelemetryTests
{
    [Fact]
    public async Task By_default_nothing_is_served()
    {
        await using var judge = await Judge.OneProcessAsync();

        using var answer = await judge.Api.Http.GetAsync("/metrics");
        using var doctor = await judge.Api.Http.GetAsync("/live-submissions/doctor");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, doctor.StatusCode);
    }

    [Fact]
    public async Task Prometheus_reads_what_an_evaluation_did()
    {
        await using var judge = await Judge.OneProcessAsync(new Dictionary<string, string> { ["JUDGE_METRICS"] = "prometheus" });
        await judge.Api.UntilAsync(await judge.Api.UploadAsync(2, Datasets.Right("iris")), "accepted");

        // An exporter that was read just now gives the same again.
        await Eventually.TrueAsync(
            async () =>
            {
                var metrics = await judge.Api.Http.GetStringAsync("/metrics");
                return metrics.Contains("live_submissions_broadcasts_total{", StringComparison.Ordinal)
                    && metrics.Contains("live_submissions_outcome=\"accepted\"", StringComparison.Ordinal)
                    && metrics.Contains("live_submissions_append_duration_seconds_bucket", StringComparison.Ordinal);
            },
            "the broadcasts are counted");
    }

    [Fact]
    public async Task A_collector_gets_metrics_traces_and_log_lines()
    {
        var received = new ConcurrentDictionary<string, string>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var collector = builder.Build();
        collector.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            var text = Encoding.UTF8.GetString(body.ToArray());
            received.AddOrUpdate(http.Request.Path, text, (_, before) => before + text);
            http.Response.ContentType = "application/x-protobuf";
        });
        await collector.StartAsync();
        await using var judge = await Judge.OneProcessAsync(new Dictionary<string, string>
        {
            ["JUDGE_OTLP_ENDPOINT"] = collector.Urls.Single(),
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
        });

        await judge.Api.UntilAsync(await judge.Api.UploadAsync(2, Datasets.Right("iris")), "accepted");

        await UntilAsync("/v1/metrics", "live_submissions.broadcasts");
        await UntilAsync("/v1/traces", "broadcast submission update");
        await UntilAsync("/v1/logs", "Broadcasting submission update");

        Task UntilAsync(string path, string text) => Eventually.TrueAsync(
            () => received.GetValueOrDefault(path)?.Contains(text, StringComparison.Ordinal) == true, $"{path} has '{text}'");
    }

    [Theory]
    [InlineData("JUDGE_OTLP_ENDPOINT", "collector:4318", "http://localhost:4318")]
    [InlineData("JUDGE_METRICS", "statsd", "Use 'prometheus'")]
    public async Task A_wrong_setting_is_told_at_the_start(string setting, string value, string fix)
    {
        var (code, log) = await JudgeProcess.RunToEndAsync(new Dictionary<string, string> { [setting] = value });

        Assert.Equal(1, code);
        Assert.Contains($"{setting} is '{value}'", log, StringComparison.Ordinal);
        Assert.Contains(fix, log, StringComparison.Ordinal);
    }
}
