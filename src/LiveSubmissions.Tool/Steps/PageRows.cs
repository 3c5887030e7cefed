using System.Text.Json;
using System.Text.RegularExpressions;
using LiveSubmissions.Tool.Server;

namespace LiveSubmissions.Tool.Steps;

/// <summary>Whether a submission is among the rows that a page loads: updates of others find no row to change.</summary>
internal static class PageRows
{
    private static readonly string[] Names = ["id", "submission_id", "submissionId"];

    /// <returns>What is wrong; nothing if the rows have it.</returns>
    public static async Task<RowsFault?> HoldAsync(Uri rows, string submission, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
    {
        using var http = new ServerRequests(headers);
        ServerAnswer answer;
        try
        {
            answer = await http.GetAsync(rows, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException exception)
        {
            return new RowsFault($"The page's rows cannot be read: {exception.GetBaseException().Message}", "Correct --rows, or start what serves it.");
        }

        if (answer.Status != 200) return new RowsFault($"The address of the page's rows answers {answer.Status}.", "Correct --rows; where a sign-in is needed, add --header 'Cookie: …'.");
        return IsAmong(answer.Text, submission)
            ? null
            : new RowsFault(
                "It is not among the rows that the page loads, so its updates find no row.",
                "Look at the page's filter, its page number and its limit; add a row for a submission that is not there yet, or load the rows again when one arrives.");
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
            // A page itself, or JSON that was too long to be read whole.
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
