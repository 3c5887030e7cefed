using System.Globalization;
using System.Text.Json;
using LiveSubmissions.AspNetCore.Wire;
using Microsoft.AspNetCore.SignalR;

namespace LiveSubmissions.AspNetCore.SignalR;

/// <summary>What clients give to the hub's methods: of the JSON protocol elements, of MessagePack numbers of any width and texts.</summary>
internal static class HubArguments
{
    /// <exception cref="HubException">An argument is of a kind that it cannot be.</exception>
    public static HubView View(object? problemId, object? since, object? submissionId) =>
        View(problemId, since) with { Submission = Id(submissionId, "submissionId") };

    /// <exception cref="HubException">An argument is of a kind that it cannot be.</exception>
    public static HubView View(object? problemId, object? since = null)
    {
        var problem = Id(problemId, "problemId");
        var view = new HubView(problem, null, Position(since));
        return IsNumber(problemId) && long.TryParse(problem, CultureInfo.InvariantCulture, out var number) && new ProblemId(number).IsNumber
            ? view with { ProblemAsGiven = number }
            : view;
    }

    /// <summary>An id as text; whether it can be one is for the view to say.</summary>
    /// <exception cref="HubException">It is neither a whole number nor a text.</exception>
    private static string Id(object? value, string name) => TextOf(value) ?? throw new HubException(
        $"{name} is {Describe(value)}, which is no id. Send the {name} as a whole number or as a string.");

    /// <summary>A position, or <see langword="null"/> for live updates only.</summary>
    /// <exception cref="HubException">It is neither null nor a text nor 0.</exception>
    private static FeedPosition? Position(object? value)
    {
        if (value is null or JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined }) return null;
        return Since.From(TextOf(value) ?? throw new HubException(
            $"since is {Describe(value)}, which is no position. "
            + "Send a position as a string, as the hub sent it, \"0\" for all that the log retains, or null for live updates only."));
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
