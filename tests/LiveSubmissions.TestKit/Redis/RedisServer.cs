using System.Globalization;

namespace LiveSubmissions.TestKit.Redis;

/// <summary>
/// A real redis-server of a test's own, on a free port of 127.0.0.1 with its data in a temporary folder. It can be killed, frozen and
/// started again, and is gone when disposed.
/// </summary>
public sealed class RedisServer : IAsyncDisposable
{
    private const int PortsToTry = 5;

    private readonly DirectoryInfo _directory;
    private readonly RedisServerSetup _setup;
    private RedisServerProcess _process;

    private RedisServer(RedisServerProcess process, DirectoryInfo directory, RedisServerSetup setup)
    {
        _process = process;
        _directory = directory;
        _setup = setup;
    }

    /// <summary>The port that the server listens on; the same after a restart.</summary>
    public int Port => _process.Port;

    /// <summary>Whether it runs, or is frozen.</summary>
    public bool IsRunning => _process.IsRunning;

    /// <summary>The password that clients must give, if any.</summary>
    public string? Password => _setup.Password;

    /// <summary>The folder with the server's data.</summary>
    public string DirectoryPath => _directory.FullName;

    /// <summary>The URL of database 0, with the password.</summary>
    public string Url => UrlOf(0);

    /// <summary>Starts a server that keeps nothing on disk, unless the arguments say otherwise.</summary>
    /// <param name="password">Which password it wants; by default none.</param>
    /// <param name="arguments">Further arguments, for instance <c>"--appendonly", "yes"</c>.</param>
    /// <exception cref="InvalidOperationException">
    /// redis-server is not installed or does not start; the message says which and shows its log.
    /// </exception>
    public static Task<RedisServer> StartAsync(string? password = null, params string[] arguments) =>
        StartAsync(new RedisServerSetup { Password = password, Arguments = arguments });

    /// <summary>Starts a server.</summary>
    /// <exception cref="InvalidOperationException">
    /// redis-server is not installed or does not start; the message says which and shows its log.
    /// </exception>
    public static async Task<RedisServer> StartAsync(RedisServerSetup setup)
    {
        var directory = Directory.CreateTempSubdirectory("live-submissions-redis-");
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    return new RedisServer(await RedisServerProcess.StartAsync(FreePort.Next(), directory.FullName, setup), directory, setup);
                }
                catch (PortInUseException) when (attempt < PortsToTry)
                {
                    // Somebody else took the port between the choice and the start: choose another.
                }
            }
        }
        catch
        {
            directory.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>What the server answers to a command, as redis-cli prints it.</summary>
    /// <exception cref="InvalidOperationException">It answers with an error, or not at all.</exception>
    public Task<string> AskAsync(params string[] command) => CommandLine.ReadAsync(
        "redis-cli", ["-e", "-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), .. command], Password);

    /// <summary>Whether the server's answer to a command has a text in it.</summary>
    public async Task<bool> SaysAsync(string text, params string[] command) =>
        (await AskAsync(command)).Contains(text, StringComparison.Ordinal);

    /// <summary>The URL of a database, with the password.</summary>
    public string UrlOf(int database)
    {
        var user = Password is null ? "" : $":{Uri.EscapeDataString(Password)}@";
        return string.Create(CultureInfo.InvariantCulture, $"redis://{user}127.0.0.1:{Port}/{database}");
    }

    /// <summary>Kills the server as a crash would (SIGKILL): nothing more is written, connections break.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Stops the server as an operator would (SIGTERM): it saves what it is set up to save.</summary>
    public Task StopAsync() => _process.StopAsync();

    /// <summary>Starts a killed or stopped server again, on the same port and data.</summary>
    /// <param name="arguments">More arguments than the server was first started with, for instance <c>"--replicaof", "127.0.0.1", "6379"</c>.</param>
    public async Task RestartAsync(params string[] arguments)
    {
        var port = Port;
        await _process.KillAsync();
        _process = await RedisServerProcess.StartAsync(port, _directory.FullName, _setup with { Arguments = [.. _setup.Arguments, .. arguments] });
    }

    /// <summary>
    /// Freezes the server (SIGSTOP): connections stay open, nothing is answered. What is sent is carried out after <see cref="ThawAsync"/>.
    /// </summary>
    public Task FreezeAsync() => _process.SignalAsync("STOP");

    /// <summary>Wakes a frozen server up (SIGCONT).</summary>
    public Task ThawAsync() => _process.SignalAsync("CONT");

    /// <summary>Kills the server and deletes its data.</summary>
    public async ValueTask DisposeAsync()
    {
        await _process.KillAsync();
        if (_directory.Exists) _directory.Delete(recursive: true);
    }
}
