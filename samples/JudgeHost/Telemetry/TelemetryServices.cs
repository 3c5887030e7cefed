using JudgeHost.Settings;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace JudgeHost.Telemetry;

/// <summary>Exports the library's telemetry (docs/operations.md lists it). One setting turns each exporter on; by default all are off.</summary>
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
            // Sends metrics, traces and logs to a collector.
            telemetry.WithTracing(tracing => tracing.AddSource(Source)).UseOtlpExporter(OtlpExportProtocol.HttpProtobuf, endpoint);
        }

        return builder;
    }

    /// <summary>Maps <c>/metrics</c> if the setting is on.</summary>
    public static void MapTelemetry(this WebApplication app)
    {
        if (app.Services.GetRequiredService<JudgeSettings>().PrometheusMetrics) app.MapPrometheusScrapingEndpoint();
    }
}
