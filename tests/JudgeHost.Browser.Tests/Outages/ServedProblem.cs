using Microsoft.AspNetCore.Http;

namespace JudgeHost.Browser.Tests.Outages;

/// <summary>A problem whose page follows by one endpoint, since the proxy lets no better one through.</summary>
internal sealed record ServedProblem(int Problem, string Slug, string Name)
{
    public const int WebSocket = 1, Events = 2, Polling = 3;

    public static IReadOnlyList<ServedProblem> All { get; } =
        [new(WebSocket, "digits", "WebSocket"), new(Events, "iris", "SSE"), new(Polling, "diabetes", "Polling")];

    /// <summary>Which problem a request is about; 0 if about none.</summary>
    public static int ProblemOf(HttpRequest request) =>
        int.TryParse(request.Path.Value!.Split('/').SkipWhile(static part => part != "problems").ElementAtOrDefault(1), out var problem) ? problem : 0;
}
