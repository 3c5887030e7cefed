using System.Text;
using JudgeHost.Settings;

namespace JudgeHost.Hosting;

/// <summary>Prints the addresses, and what is configured.</summary>
internal static class Banner
{
    public static void Write(JudgeRole role, IReadOnlyList<WebApplication> apps)
    {
        var settings = apps[0].Services.GetRequiredService<JudgeSettings>();
        var text = new StringBuilder().AppendLine($"JudgeHost is ready (role {Roles.NameOf(role)}). Ctrl+C stops it.");
        if (role is JudgeRole.All or JudgeRole.Page) text.AppendLine($"  page     http://localhost:{settings.PagePort}/");
        if (role is JudgeRole.All or JudgeRole.Backend) text.AppendLine($"  backend  http://localhost:{settings.BackendPort}/api/problems");
        if (role is not JudgeRole.Page)
        {
            text.AppendLine($"  health   {HealthUrl(role, settings, apps[0])}/health/ready");
            if (role is not JudgeRole.Worker && apps[0].Environment.IsDevelopment()) text.AppendLine($"  doctor   http://localhost:{settings.BackendPort}/live-submissions/doctor");
            text.AppendLine($"  feed     {Feed(role, settings)}");
            text.AppendLine($"  queue    {(settings.QueueRedisUrl.Length > 0 ? "Redis (QUEUE_REDIS_URL)" : "in memory")}");
            text.AppendLine($"  data     {settings.DataDirectory}");
        }

        Console.Write(text);
    }

    private static string HealthUrl(JudgeRole role, JudgeSettings settings, WebApplication app) =>
        role is JudgeRole.Worker ? app.Urls.First().Replace("[::]", "localhost", StringComparison.Ordinal) : $"http://localhost:{settings.BackendPort}";

    private static string Feed(JudgeRole role, JudgeSettings settings)
    {
        if (settings.ChannelLayerRedisUrl.Length > 0) return "Redis (CHANNEL_LAYER_REDIS_URL)";
        return role is JudgeRole.All
            ? "in memory"
            : "not configured: set CHANNEL_LAYER_REDIS_URL, for instance to redis://localhost:6379/2, or no page gets updates";
    }
}
