using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace LiveSubmissions.AspNetCore.Polling;

/// <summary>How long a poll may wait for something to answer: the query's <c>wait</c>.</summary>
internal static class PollWait
{
    private const int MaxSeconds = 60;

    /// <returns>Whether the query has a good one or none.</returns>
    public static bool TryRead(HttpRequest request, out TimeSpan wait, [NotNullWhen(false)] out string? error)
    {
        wait = TimeSpan.Zero;
        error = null;
        if (!request.Query.TryGetValue("wait", out var text)) return true;
        if (int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= MaxSeconds)
        {
            wait = TimeSpan.FromSeconds(seconds);
            return true;
        }

        error = $"The query's wait is '{Printable.Text(text.ToString())}'. Write whole seconds, 0 to {MaxSeconds}, or leave it out to be answered at once.";
        return false;
    }
}
