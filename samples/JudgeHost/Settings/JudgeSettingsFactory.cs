using LiveSubmissions.Redis;

namespace JudgeHost.Settings;

/// <summary>Creates the settings from the configuration, or reports all its errors at once.</summary>
internal static class JudgeSettingsFactory
{
    private const int LastPort = 65_535;

    public static JudgeSettings Read(IConfiguration configuration, string contentRoot, JudgeRole role)
    {
        var reader = new SettingsReader(configuration.GetSection("Judge"));
        var pagePort = reader.Number(nameof(JudgeSettings.PagePort), 8101, 1, LastPort);
        var settings = new JudgeSettings
        {
            BackendPort = reader.Number(nameof(JudgeSettings.BackendPort), 8100, 1, LastPort),
            PagePort = pagePort,
            WorkerPort = reader.Number(nameof(JudgeSettings.WorkerPort), 0, 0, LastPort),
            BackendUrl = BackendUrl(reader),
            PageOrigins = PageOrigins(reader, pagePort),
            DataDirectory = Path.Combine(contentRoot, reader.Text(nameof(JudgeSettings.DataDirectory)) ?? "data"),
            DatasetsDirectory = Path.Combine(contentRoot, reader.Text(nameof(JudgeSettings.DatasetsDirectory)) ?? "datasets"),
            Workers = reader.Number(nameof(JudgeSettings.Workers), 2, 1, 64),
            BootstrapResamples = reader.Number(nameof(JudgeSettings.BootstrapResamples), 40_000, 100, 1_000_000),
            WorkerLostAfter = TimeSpan.FromSeconds(reader.Number("WorkerLostAfterSeconds", 20, 2, 3_600)),
            Heartbeat = TimeSpan.FromSeconds(reader.Number("HeartbeatSeconds", 10, 1, 60)),
            ChannelLayerRedisUrl = RedisAddress(configuration, reader, "CHANNEL_LAYER_REDIS_URL"),
            QueueRedisUrl = RedisAddress(configuration, reader, "QUEUE_REDIS_URL"),
            OtlpEndpoint = OtlpEndpoint(configuration, reader),
            PrometheusMetrics = PrometheusMetrics(configuration, reader),
        };
        reader.RefuseUnknown();
        CheckTogether(settings, role, reader);
        return reader.Errors.Count == 0 ? settings : throw new StartException(string.Join(Environment.NewLine, reader.Errors));
    }

    private static void CheckTogether(JudgeSettings settings, JudgeRole role, SettingsReader reader)
    {
        if (settings.BackendPort == settings.PagePort)
        {
            reader.AddError(
                $"Judge:BackendPort and Judge:PagePort are both {settings.PagePort}. Give one of them another port; by default they are 8100 and 8101.");
        }

        if (role is JudgeRole.Backend or JudgeRole.Worker && settings.QueueRedisUrl.Length == 0)
        {
            reader.AddError(
                $"QUEUE_REDIS_URL is not set, so a separate {Roles.NameOf(role)} has no job queue to share. Set it to the same URL for the backend and every worker, "
                + "for instance redis://localhost:6379/1; or start everything in one process with --role all.");
        }

        if (role is not JudgeRole.Page && !Directory.Exists(settings.DatasetsDirectory))
        {
            reader.AddError(
                $"Judge:DatasetsDirectory is '{settings.DatasetsDirectory}', which does not exist. Set it to the folder that contains digits, iris and diabetes.");
        }
    }

    /// <remarks>Checked here, so that errors in these URLs are reported together with all others.</remarks>
    private static string RedisAddress(IConfiguration configuration, SettingsReader reader, string setting)
    {
        var url = configuration[setting]?.Trim() ?? "";
        try
        {
            RedisUrl.Parse(url, setting);
        }
        catch (FormatException wrong)
        {
            reader.AddError(wrong.Message);
        }

        return url;
    }

    private static Uri? OtlpEndpoint(IConfiguration configuration, SettingsReader reader)
    {
        if (configuration["JUDGE_OTLP_ENDPOINT"]?.Trim() is not { Length: > 0 } text) return null;
        if (WebAddress.IsHttp(text, out var url)) return url;
        reader.AddError($"JUDGE_OTLP_ENDPOINT is {WebAddress.Shown(text)}. Use the address of a collector that takes OTLP over HTTP, such as http://localhost:4318.");
        return null;
    }

    private static bool PrometheusMetrics(IConfiguration configuration, SettingsReader reader)
    {
        if (configuration["JUDGE_METRICS"]?.Trim() is not { Length: > 0 } text) return false;
        if (!text.Equals("prometheus", StringComparison.OrdinalIgnoreCase)) reader.AddError($"JUDGE_METRICS is '{text}'. Use 'prometheus', or leave it out.");
        return true;
    }

    private static string? BackendUrl(SettingsReader reader)
    {
        if (reader.Text(nameof(JudgeSettings.BackendUrl)) is not { } text) return null;
        if (WebAddress.IsHttp(text, out var url) && url is { Query: "", Fragment: "", UserInfo: "" }) return text.TrimEnd('/');
        reader.AddError($"Judge:BackendUrl is {WebAddress.Shown(text)}. Use an address such as https://judge.example, or leave it out.");
        return null;
    }

    private static IReadOnlyList<string> PageOrigins(SettingsReader reader, int pagePort)
    {
        var origins = reader.List(nameof(JudgeSettings.PageOrigins));
        foreach (var origin in origins.Where(origin => !WebAddress.IsOrigin(origin)))
        {
            reader.AddError(
                $"Judge:PageOrigins contains {WebAddress.Shown(origin)}. Write each origin as a browser sends it, such as https://judge.example or http://localhost:8101.");
        }

        return origins.Count > 0 ? origins : [$"http://localhost:{pagePort}", $"http://127.0.0.1:{pagePort}"];
    }
}

/// <summary>The judge cannot start, and the user can fix that. Only the message is shown.</summary>
internal sealed class StartException(string message) : Exception(message);
