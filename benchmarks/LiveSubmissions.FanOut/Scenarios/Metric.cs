namespace LiveSubmissions.FanOut.Scenarios;

/// <summary>Something that is measured.</summary>
/// <param name="Key">Its name in the machine-readable results.</param>
/// <param name="Heading">Its name in tables, with its unit.</param>
/// <param name="Format">How a number of it is written.</param>
/// <param name="IsCompared">Whether tables show its ratio to SignalR's.</param>
internal sealed record Metric(string Key, string Heading, string Format, bool IsCompared = false)
{
    public static Metric DeliveriesPerSecond { get; } = new("deliveries_per_second", "deliveries/s", "#,0");

    public static Metric BurstRate { get; } = DeliveriesPerSecond with { IsCompared = true };

    public static Metric Cpu { get; } = new("server_cpu_seconds_per_million", "server CPU s per million", "0.0", IsCompared: true);

    public static Metric Median { get; } = new("p50_ms", "p50 ms", "0.0");

    public static Metric P99 { get; } = new("p99_ms", "p99 ms", "0.0", IsCompared: true);

    public static Metric P999 { get; } = new("p999_ms", "p99.9 ms", "0.0");

    public static Metric ServerCores { get; } = new("server_cores", "server cores", "0.00");

    public static Metric ClientCores { get; } = new("client_cores", "client cores", "0.00");

    public static Metric PublisherCores { get; } = new("publisher_cores", "publisher cores", "0.00");

    public static Metric RedisCores { get; } = new("redis_cores", "Redis cores", "0.00");

    public static Metric Behind { get; } = new("publisher_behind_ms", "publisher late ms", "0.0");

    public static Metric Lost { get; } = new("lost", "lost", "#,0");

    public static Metric Duplicates { get; } = new("duplicates", "twice", "#,0");

    public static Metric Backwards { get; } = new("backwards", "back", "#,0");

    /// <summary>Connections that the server ended.</summary>
    public static Metric Ended { get; } = new("ended", "cut", "#,0");

    public static Metric IdleMemory { get; } = new("idle_kib", "KiB in the process", "0.0", IsCompared: true);

    public static Metric IdleKernel { get; } = new("idle_kernel_kib", "KiB in the kernel", "0.0");

    public static Metric P99AllRead { get; } = new("p99_all_read_ms", "p99 ms, all read", "0.0");

    public static Metric StalledProcess { get; } = new("stalled_process_mib", "MiB more in the process", "0.0");

    public static Metric StalledKernel { get; } = new("stalled_kernel_mib", "MiB more in the kernel", "0.0");

    public static Metric StalledMemory { get; } = new("stalled_mib", "MiB more in all", "0.0");

    /// <summary>1 if the stalled clients, reading on, all got to the newest state, else 0.</summary>
    public static Metric Arrived { get; } = new("stalled_arrived", "stalled arrive", "0");

    public static Metric Return { get; } = new("return_ms", "all right, ms after the last connect", "#,0");

    public static Metric ReturnReads { get; } = new("return_redis_reads", "Redis reads", "0");

    public static Metric ScriptsPerAppend { get; } = new("scripts_per_append", "script calls per append", "0.000");

    /// <summary>What there must be none of.</summary>
    public static IReadOnlyList<Metric> Faults { get; } = [Lost, Duplicates, Backwards, Ended];
}
