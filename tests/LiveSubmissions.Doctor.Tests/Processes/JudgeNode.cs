using JudgeHost.Tests.Processes;
using LiveSubmissions.TestKit;

namespace LiveSubmissions.Doctor.Tests.Processes;

/// <summary>A real JudgeHost process: a backend or a worker, with its readiness.</summary>
internal sealed class JudgeNode : INode, IAsyncDisposable
{
    private const int Tries = 3;

    private readonly JudgeProcess _process;

    private JudgeNode(JudgeProcess process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    public Uri Url => new($"http://localhost:{Port}");

    public Uri Ready => new(Url, "/health/ready");

    public string Log => _process.Log;

    /// <summary>Starts a process with a role on a free port.</summary>
    /// <param name="role"><c>backend</c> or <c>worker</c>.</param>
    /// <param name="data">The folder of its database.</param>
    /// <param name="redis">Its CHANNEL_LAYER_REDIS_URL.</param>
    /// <param name="queue">Its QUEUE_REDIS_URL.</param>
    /// <param name="environment">What else its environment has.</param>
    public static async Task<JudgeNode> StartAsync(string role, string data, string redis, string queue, IReadOnlyDictionary<string, string>? environment = null)
    {
        for (var tries = 1; ; tries++)
        {
            var port = FreePort.Next();
            var settings = new Dictionary<string, string>(environment ?? new Dictionary<string, string>())
            {
                ["Judge__BackendPort"] = $"{port}",
                ["Judge__WorkerPort"] = role == "worker" ? $"{port}" : "0",
                ["Judge__DataDirectory"] = data,
                ["Judge__BootstrapResamples"] = "2000",
                ["CHANNEL_LAYER_REDIS_URL"] = redis,
                ["QUEUE_REDIS_URL"] = queue,
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
            };
            try
            {
                return new JudgeNode(await JudgeProcess.StartAsync(settings, "--role", role), port);
            }
            catch (InvalidOperationException taken) when (tries < Tries && taken.Message.Contains("address already in use", StringComparison.OrdinalIgnoreCase))
            {
                // Somebody else took the port meanwhile.
            }
        }
    }

    public bool Says(string text) => _process.Says(text);

    /// <summary>Asks it to stop, as a container engine does.</summary>
    public Task StopAsync() => _process.StopAsync();

    /// <summary>Kills it, as a crash would.</summary>
    public Task KillAsync() => _process.KillAsync();

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
