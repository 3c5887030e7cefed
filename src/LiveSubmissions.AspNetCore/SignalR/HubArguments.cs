using System.Globalization;
using System.Text.Json;
using LiveSubmissions.AspNetCore.Wire;
using Microsoft.AspNetCore.SignalR;

namespace LiveSubmissions.AspNetCore.SignalR;

/// <summary>
/// Reads the arguments of the hub's methods. The JSON protocol gives a <see cref="JsonElement"/>; MessagePack gives a string or a number of any width.
/// </summary>
internal static class HubArguments
{
    /// <exception cref="HubException">An argument has a wrong type.</exception>
    public static HubRequest Read(object? problemId, object? since, object? submissionId) =>
        Read(problemId, since) with { Submission = Id(submissionId, "submissionId") };

    /// <exception cref="HubException">An argument has a wrong type.</exception>
    public static HubRequest Read(object? problemId, object? since = null)
    {
        var problem = Id(problemId, "problemId");
        var request = new HubRequest(problem, null, Position(since));
        return IsNumber(problemId) && long.TryParse(problem, CultureInfo.InvariantCulture, out var number) && new ProblemId(number).IsNumber
            ? request with { ProblemAsGiven = number }
            : request;
    }

    /// <summary>An id as text. <c>ProblemViews</c> checks the characters.</summary>
    /// <exception cref="HubException">It is neither a whole number nor a string.</exception>
    private static string Id(object? value, string name) => TextOf(value) ?? throw new HubException(
        $"{name} is {Describe(value)}, which is not an id. Send {name} as a whole number or as a string.");

    /// <summary>A position, or <see langword="null"/> for live updates only.</summary>
    /// <exception cref="HubException">It is neither null nor a string nor a whole number.</exception>
    private static FeedPosition? Position(object? value)
    {
        if (value is null or JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined }) return null;
        return Since.From(TextOf(value) ?? throw new HubException(
            $"since is {Describe(value)}, which is not a position. "
            + "Send a position as the string that the hub sent, \"0\" for all that the log retains, or null for live updates only."));
    }

    private static string? TextOf(object? value) => value switch
    {
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString(),
        JsonElement { ValueKind: JsonValueKind.Number } element when element.TryGetInt64(out var number) => Invariant(number),
        byte or sbyte or short or ushort or int or uint or long or ulong => Invariant((IFormattable)value),
        _ => null,
    };

    private static bool IsNumber(object? value) => value is not (string or JsonElement { ValueKind: JsonValueKind.String });

    private static string Invariant(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private static string Describe(object? value) => value switch
    {
        null or JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => "null",
        JsonElement element => Printable.Text(element.GetRawText()),
        bool or float or double or decimal => Printable.Text(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
        _ => $"of the type {value.GetType().Name}",
    };
}

/// <summary>What a client asks to follow.</summary>
/// <param name="Problem">The problem's id as text.</param>
/// <param name="Submission">The submission's id as text; <see langword="null"/> for all submissions of the problem.</param>
/// <param name="Since">The position to resume from; <see langword="null"/> for live updates only.</param>
internal readonly record struct HubRequest(string Problem, string? Submission, FeedPosition? Since)
{
    /// <summary>
    /// The problem's id for messages that are not updates: a number if the client sent a number that every client can hold, otherwise text.
    /// </summary>
    public object ProblemAsGiven { get; init; } = Problem;

    /// <summary>The request as log lines write it.</summary>
    public override string ToString() => Submission is null ? $"problem_id={Problem}" : $"problem_id={Problem}, submission_id={Submission}";
}
