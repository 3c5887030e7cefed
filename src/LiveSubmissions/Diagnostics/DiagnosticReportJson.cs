using System.Globalization;
using System.Text.Json.Nodes;

namespace LiveSubmissions.Diagnostics;

/// <summary>A report for programs.</summary>
internal static class DiagnosticReportJson
{
    public static JsonObject From(DiagnosticReport report) => new()
    {
        ["ok"] = report.FirstFailure is null,
        ["first_failure"] = report.FirstFailure?.Step,
        ["took_ms"] = Milliseconds(report.Took),
        ["steps"] = new JsonArray([.. report.Answers.Select(From)]),
    };

    private static JsonObject From(DiagnosticAnswer answer) => new JsonObject
    {
        ["id"] = answer.Step,
        ["question"] = answer.Question,
        ["outcome"] = answer.Result.Outcome switch
        {
            DiagnosticOutcome.Passed => "passed",
            DiagnosticOutcome.Failed => "failed",
            _ => "not_run",
        },
        ["finding"] = answer.Result.Finding,
        ["fix"] = answer.Result.Fix,
        ["took_ms"] = Milliseconds(answer.Took),
        ["data"] = new JsonObject((answer.Result.Data ?? new Dictionary<string, object>()).Select(item => KeyValuePair.Create<string, JsonNode?>(item.Key, Value(item.Value)))),
    };

    private static long Milliseconds(TimeSpan time) => (long)Math.Round(time.TotalMilliseconds);

    private static JsonValue? Value(object value) => value switch
    {
        int number => JsonValue.Create(number),
        long number => JsonValue.Create(number),
        double number => JsonValue.Create(Math.Round(number, 3)),
        bool truth => JsonValue.Create(truth),
        _ => JsonValue.Create(Convert.ToString(value, CultureInfo.InvariantCulture)),
    };
}
