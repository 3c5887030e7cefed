namespace JudgeHost.Settings;

/// <summary>The settings of the section <c>Judge</c>; in the environment <c>Judge__BackendPort</c> and so on.</summary>
internal sealed record JudgeSettings
{
    /// <summary>The port of the API, the WebSocket and the health endpoints. Default 8100.</summary>
    public int BackendPort { get; init; } = 8100;

    /// <summary>The port of the pages. Default 8101.</summary>
    public int PagePort { get; init; } = 8101;

    /// <summary>The port of a separate worker's health endpoints. Default 0: any free port, on the loopback interface only.</summary>
    public int WorkerPort { get; init; }

    /// <summary>Where the pages find the backend. Default: the backend's port on the host that the page was asked for.</summary>
    public string? BackendUrl { get; init; }

    /// <summary>Whose pages may call the API and follow submissions. Default: localhost and 127.0.0.1 on the page's port.</summary>
    public IReadOnlyList<string> PageOrigins { get; init; } = [];

    /// <summary>Where the database is. Default: the folder <c>data</c> in the content root.</summary>
    public string DataDirectory { get; init; } = "data";

    /// <summary>Where the problems' features and labels are. Default: the folder <c>datasets</c> in the content root.</summary>
    public string DatasetsDirectory { get; init; } = "datasets";

    /// <summary>How many submissions one worker process evaluates at once. Default 2; 1 to 64.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>
    /// How many times an evaluation draws a new sample of the rows for its 95% interval. Default 40,000, a second or so for the digits; 100 to
    /// 1,000,000. More is more exact, and slower.
    /// </summary>
    public int BootstrapResamples { get; init; } = 40_000;

    /// <summary>
    /// How long an evaluation may show no sign of life before its worker counts as lost and the submission is queued again; and how long a submission
    /// may wait before it is asked whether the job queue has lost it. Default 20 s; 2 s to 1 h.
    /// </summary>
    public TimeSpan WorkerLostAfter { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How often a page that follows hears something, even when there is nothing new. One that has heard nothing for two and a half times as long
    /// says that it is stale. Default 10 s; 1 s to 1 min.
    /// </summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The feed's Redis (<c>CHANNEL_LAYER_REDIS_URL</c>); blank: none.</summary>
    public string ChannelLayerRedisUrl { get; init; } = "";

    /// <summary>The job queue's Redis (<c>QUEUE_REDIS_URL</c>); blank: none.</summary>
    public string QueueRedisUrl { get; init; } = "";

    /// <summary>Where metrics, traces and logs are sent by OTLP over HTTP (<c>JUDGE_OTLP_ENDPOINT</c>); blank: nowhere.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary>Whether <c>/metrics</c> is served for Prometheus (<c>JUDGE_METRICS=prometheus</c>); blank: it is not.</summary>
    public bool PrometheusMetrics { get; init; }
}
