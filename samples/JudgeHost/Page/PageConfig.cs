using JudgeHost.Settings;

namespace JudgeHost.Page;

/// <summary>What a page must know: where the backend is. Served as <c>/config.json</c>.</summary>
internal sealed record PageConfig(string BackendUrl)
{
    /// <summary>By default the backend's port on the host that the page was asked for: the page then works from any machine that reaches it.</summary>
    public static PageConfig For(HttpRequest request, JudgeSettings settings) =>
        new(settings.BackendUrl ?? $"{request.Scheme}://{request.Host.Host}:{settings.BackendPort}");
}
