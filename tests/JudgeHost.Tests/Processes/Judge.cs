using LiveSubmissions.TestKit;
using LiveSubmissions.TestKit.Redis;

namespace JudgeHost.Tests.Processes;

/// <summary>A whole judge on free ports with a data folder of its own: one process, or several over a real Redis.</summary>
internal sealed class Judge : IAsyncDisposable
{
    private const int Tries = 3;

    private readonly TemporaryFolder _data = new();
    private readonly Dictionary<string, string> _settings;
    private readonly List<JudgeProcess> _workers = [];

    private Judge(IReadOnlyDictionary<string, string>? settings)
    {
        BackendPort = FreePort.Next();
        PagePort = FreePort.Next();
        _settings = new Dictionary<string, string>
        {
            ["Judge__BackendPort"] = $"{BackendPort}",
            ["Judge__PagePort"] = $"{PagePort}",
            ["Judge__DataDirectory"] = _data.Path,
            ["Judge__BootstrapResamples"] = "2000",
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string>()) _settings[name] = value;
        Api = new JudgeApi(new Uri($"http://localhost:{BackendPort}"));
        PageUrl = new Uri($"http://localhost:{PagePort}");
    }

    public int BackendPort { get; }

    public int PagePort { get; }

    public Uri PageUrl { get; }

    /// <summary>What a browser says that shows the judge's page.</summary>
    public string PageOrigin => PageUrl.GetLeftPart(UriPartial.Authority);

    public JudgeApi Api { get; }

    public JudgeProcess Backend { get; private set; } = null!;

    public JudgeProcess Page { get; private set; } = null!;

    public IReadOnlyList<JudgeProcess> Workers => _workers;

    /// <summary>Everything in one process, in memory.</summary>
    public static Task<Judge> OneProcessAsync(IReadOnlyDictionary<string, string>? settings = null) => TryAsync(async () =>
    {
        var judge = new Judge(settings);
        await judge.StartOrDisposeAsync(judge.StartAllAsync);
        return judge;
    });

    /// <summary>A page, a backend and workers over Redis.</summary>
    public static Task<Judge> SeparateAsync(RedisServer redis, int workers = 2, IReadOnlyDictionary<string, string>? settings = null) => TryAsync(async () =>
    {
        var judge = new Judge(settings);
        judge._settings.TryAdd("CHANNEL_LAYER_REDIS_URL", redis.UrlOf(2));
        judge._settings.TryAdd("QUEUE_REDIS_URL", redis.UrlOf(1));
        await judge.StartOrDisposeAsync(async () =>
        {
            // All at once: they make the database together.
            var starts = Enumerable.Range(0, workers).Select(_ => judge.StartWorkerAsync()).ToList();
            judge.Backend = await judge.StartPartAsync("backend");
            judge.Page = await judge.StartPartAsync("page");
            await Task.WhenAll(starts);
        });
        return judge;
    });

    /// <summary>Starts the one process again, after it was stopped or killed, with the same data.</summary>
    public Task RestartAsync() => StartAllAsync();

    /// <summary>Starts the backend again, after it was stopped or killed, with the same data.</summary>
    public async Task RestartBackendAsync() => Backend = await StartPartAsync("backend");

    public async Task<JudgeProcess> StartWorkerAsync()
    {
        var worker = await StartPartAsync("worker");
        lock (_workers) _workers.Add(worker);
        return worker;
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        foreach (var process in _workers.Append(Backend).Append(Page).OfType<JudgeProcess>().Distinct()) await process.DisposeAsync();
        _data.Dispose();
    }

    private async Task StartAllAsync()
    {
        Backend = Page = await JudgeProcess.StartAsync(_settings);
        _workers.Clear();
        _workers.Add(Backend);
    }

    private Task<JudgeProcess> StartPartAsync(string role) => JudgeProcess.StartAsync(_settings, "--role", role);

    private async Task StartOrDisposeAsync(Func<Task> start)
    {
        try
        {
            await start();
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>A port that was free may be taken before the judge has it: then there are others.</summary>
    private static async Task<Judge> TryAsync(Func<Task<Judge>> start)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await start();
            }
            catch (InvalidOperationException taken) when (tries < Tries && taken.Message.Contains("address already in use", StringComparison.OrdinalIgnoreCase))
            {
            }
        }
    }
}
