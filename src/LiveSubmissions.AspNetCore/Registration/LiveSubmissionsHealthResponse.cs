using System.Globalization;
using System.Text.Json;
using LiveSubmissions.AspNetCore.Answers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Answers a health probe with JSON that a person can read.</summary>
public static class LiveSubmissionsHealthResponse
{
    /// <summary>
    /// Writes a report: its <c>status</c> and <c>milliseconds</c>, and for each check <c>name</c>, <c>status</c>, <c>description</c>, <c>cause</c> and
    /// <c>fix</c> (null if all is well), <c>data</c> and <c>milliseconds</c>. Failed checks come first. Set it as
    /// <c>HealthCheckOptions.ResponseWriter</c>. It works for every check, not only for those of this library. It does not show exceptions. The host's output
    /// cache does not store the answer.
    /// </summary>
    /// <param name="context">The probe's request.</param>
    /// <param name="report">The results of the checks.</param>
    public static Task WriteAsync(HttpContext context, HealthReport report)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(report);
        context.DoNotStore();
        return Answer.WriteJsonAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("status"u8, Name(report.Status));
            json.WriteNumber("milliseconds"u8, Milliseconds(report.TotalDuration));
            json.WriteStartArray("checks"u8);
            foreach (var (name, entry) in report.Entries.OrderBy(static entry => entry.Value.Status)) Write(json, name, entry);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, string name, HealthReportEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, name);
        json.WriteString("status"u8, Name(entry.Status));
        json.WriteString("description"u8, entry.Description);
        json.WriteString("cause"u8, Text(entry.Data, "cause"));
        json.WriteString("fix"u8, Text(entry.Data, "fix"));
        json.WriteStartObject("data"u8);
        foreach (var (key, value) in entry.Data.Where(static item => item.Key is not ("cause" or "fix"))) Write(json, key, value);
        json.WriteEndObject();
        json.WriteNumber("milliseconds"u8, Milliseconds(entry.Duration));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string key, object? value)
    {
        json.WritePropertyName(key);
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case int or long or short or byte:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(Math.Round(number, 3));
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static string? Text(IReadOnlyDictionary<string, object> data, string key) => data.GetValueOrDefault(key) as string;

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 1);

    private static string Name(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}
