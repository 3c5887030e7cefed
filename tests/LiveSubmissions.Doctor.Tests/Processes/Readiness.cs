using LiveSubmissions.Contracts;

namespace LiveSubmissions.Doctor.Tests.Processes;

/// <summary>Asks a node what an orchestrator asks it.</summary>
internal static class Readiness
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(15) };

    public static async Task<(int Status, string Text)> AskAsync(INode node)
    {
        using var answer = await Http.GetAsync(node.Ready);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Waits until a node answers with a status.</summary>
    public static async Task BecomesAsync(INode node, int status)
    {
        var last = (Status: 0, Text: "");
        await Eventually.TrueAsync(async () => (last = await AskAsync(node)).Status == status, () => $"{node.Ready} answers {status}; it is {last.Status} {last.Text}");
    }
}
