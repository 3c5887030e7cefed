using JudgeHost.Settings;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace JudgeHost.Telemetry;

/// <summary>Exports what the library measures, each way by one setting and none of them by default: docs/operations.md says what there is.</summary>
internal static class TelemetryServices
{
    /// <summary>The name of the library's meter and of its activity source.</summary>
    private const string Source = "LiveSubmissions";

    public static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder, JudgeSettings settings, string role)
    {
        if (settings.OtlpEndpoint is null && !settings.PrometheusMetrics) return builder;
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService($"judge-{role}"))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(Source);
                if (settings.PrometheusMetrics) metrics.AddPrometheusExporter();
            });
        if (settings.OtlpEndpoint is { } endpoint)
        {
            // Metrics, traces and log lines alike, to where a collector listens.
            telemetry.WithTracing(tracing => tracing.AddSource(Source)).UseOtlpExporter(OtlpExportProtocol.HttpProtobuf, endpoint);
        }

        return builder;
    }

    /// <summary>Maps <c>/metrics</c> if it is asked for.</summary>
    public static void MapTelemetry(this WebApplication app)
    {
        if (app.Services.GetRequiredService<JudgeSettings>().PrometheusMetrics) app.MapPrometheusScrapingEndpoint();
    }
}
