using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;

namespace LiveSubmissions.Diagnostics;

/// <summary>The answers of all steps, in the order in which an update travels. So the first failure is the hop to fix.</summary>
/// <param name="Answers">The answers.</param>
/// <param name="Took">How long the whole run took.</param>
[Experimental("LSUB001")]
public sealed record DiagnosticReport(IReadOnlyList<DiagnosticAnswer> Answers, TimeSpan Took)
{
    /// <summary>The broken hop: the first step that failed; <see langword="null"/> if none failed.</summary>
    public DiagnosticAnswer? FirstFailure => Answers.FirstOrDefault(answer => answer.Result.Outcome == DiagnosticOutcome.Failed);

    /// <summary>The report as JSON, for programs. docs/operations.md lists the fields.</summary>
    public JsonObject ToJson() => new()
    {
        ["ok"] = FirstFailure is null,
        ["first_failure"] = FirstFailure?.Step,
        ["took_ms"] = Milliseconds(Took),
        ["steps"] = new JsonArray([.. Answers.Select(ToJson)]),
    };

    private static JsonObject ToJson(DiagnosticAnswer answer) => new()
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

/// <summary>The answer of one step.</summary>
/// <param name="Step">The step's id.</param>
/// <param name="Question">The step's question.</param>
/// <param name="Result">What the step found.</param>
/// <param name="Took">How long the step took.</param>
[Experimental("LSUB001")]
public sealed record DiagnosticAnswer(string Step, string Question, DiagnosticResult Result, TimeSpan Took);
