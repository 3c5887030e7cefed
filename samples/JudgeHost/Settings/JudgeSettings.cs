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

    /// <summary>The backend's address for the pages. Default: the backend's port on the host from which the page was loaded.</summary>
    public string? BackendUrl { get; init; }

    /// <summary>The origins of the pages that may call the API and follow submissions. Default: localhost and 127.0.0.1 on the page's port.</summary>
    public IReadOnlyList<string> PageOrigins { get; init; } = [];

    /// <summary>The folder of the database. Default: the folder <c>data</c> in the content root.</summary>
    public string DataDirectory { get; init; } = "data";

    /// <summary>The folder of the problems' features and labels. Default: the folder <c>datasets</c> in the content root.</summary>
    public string DatasetsDirectory { get; init; } = "datasets";

    /// <summary>How many submissions a worker process evaluates at the same time. Default 2; 1 to 64.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>
    /// How many samples of the rows an evaluation draws for its 95% intervals. More samples are more exact, and slower. Default 40,000, which takes about a
    /// second for the digits; 100 to 1,000,000.
    /// </summary>
    public int BootstrapResamples { get; init; } = 40_000;

    /// <summary>
    /// How long an evaluation may save nothing before its worker counts as lost and the submission is queued again. And how long a submission may wait before
    /// the judge checks that the job queue still has its job. Default 20 s; 2 s to 1 h.
    /// </summary>
    public TimeSpan WorkerLostAfter { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How often a page gets a message even if nothing is new. A page that gets nothing for 2.5 times as long says that it is stale. Default 10 s; 1 s to 1 min.
    /// </summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The feed's Redis (<c>CHANNEL_LAYER_REDIS_URL</c>); blank: none.</summary>
    public string ChannelLayerRedisUrl { get; init; } = "";

    /// <summary>The job queue's Redis (<c>QUEUE_REDIS_URL</c>); blank: none.</summary>
    public string QueueRedisUrl { get; init; } = "";

    /// <summary>The address to which metrics, traces and logs are sent by OTLP over HTTP (<c>JUDGE_OTLP_ENDPOINT</c>); blank: none.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary>Whether <c>/metrics</c> is served for Prometheus (<c>JUDGE_METRICS=prometheus</c>); blank: it is not.</summary>
    public bool PrometheusMetrics { get; init; }
}
