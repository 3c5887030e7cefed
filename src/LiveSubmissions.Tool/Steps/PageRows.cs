using System.Text.Json;
using System.Text.RegularExpressions;
using LiveSubmissions.Tool.Server;

namespace LiveSubmissions.Tool.Steps;

/// <summary>Checks whether a submission is among the rows that a page loads: if not, the page ignores the submission's updates.</summary>
internal static class PageRows
{
    private static readonly string[] Names = ["id", "submission_id", "submissionId"];

    /// <returns>What is wrong; <see langword="null"/> if the submission is among the rows.</returns>
    public static async Task<RowsFault?> CheckAsync(Uri rows, string submission, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
    {
        using var http = new ServerRequests(headers);
        ServerAnswer answer;
        try
        {
            answer = await http.GetAsync(rows, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException exception)
        {
            return new RowsFault($"The page's rows cannot be read: {exception.GetBaseException().Message}", "Correct --rows, or start the server that serves the rows.");
        }

        if (answer.Status != 200) return new RowsFault($"The address of the page's rows answers {answer.Status}.", "Correct --rows; if a sign-in is needed, add --header 'Cookie: …'.");
        return IsAmong(answer.Text, submission)
            ? null
            : new RowsFault(
                "It is not among the rows that the page loads, so the page ignores its updates.",
                "Check the page's filter, page number and limit. When an update of an unknown submission arrives, the page must add a row, or load its rows again.");
    }

    private static bool IsAmong(string text, string submission)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return IsAmong(json.RootElement, submission);
        }
        catch (JsonException)
        {
            // It is a web page, or JSON that was cut off because it is too long.
            return Regex.IsMatch(text, $@"(?<![\w.-]){Regex.Escape(submission)}(?![\w.-])", RegexOptions.None, TimeSpan.FromSeconds(1));
        }
    }

    private static bool IsAmong(JsonElement json, string submission) => json.ValueKind switch
    {
        JsonValueKind.Array => json.EnumerateArray().Any(item => IsAmong(item, submission)),
        JsonValueKind.Object => json.EnumerateObject().Any(property =>
            (Names.Contains(property.Name) && property.Value.ToString() == submission) || IsAmong(property.Value, submission)),
        _ => false,
    };
}

/// <summary>Why a page does not show a submission.</summary>
internal sealed record RowsFault(string Cause, string Fix);
