using System.Globalization;

namespace LiveSubmissions.Contracts.Redis;

/// <summary>
/// A real redis-server of a test's own, on a free port of 127.0.0.1 with its data in a temporary folder. It can be killed, frozen and
/// started again, and is gone when disposed.
/// </summary>
public sealed class RedisServer : IAsyncDisposable
{
    private const int PortsToTry = 5;

    private readonly DirectoryInfo _directory;
    private readonly string[] _arguments;
    private RedisServerProcess _process;

    private RedisServer(RedisServerProcess process, DirectoryInfo directory, string? password, string[] arguments)
    {
        _process = process;
        _directory = directory;
        _arguments = arguments;
        Password = password;
    }

    /// <summary>The port that the server listens on; the same after a restart.</summary>
    public int Port => _process.Port;

    /// <summary>The password that clients must give, if any.</summary>
    public string? Password { get; }

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
    public static async Task<RedisServer> StartAsync(string? password = null, params string[] arguments)
    {
        var directory = Directory.CreateTempSubdirectory("live-submissions-redis-");
        string[] all = ["--save", "", .. password is null ? Array.Empty<string>() : ["--requirepass", password], .. arguments];
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    var process = await RedisServerProcess.StartAsync(FreePort.Next(), directory.FullName, all);
                    return new RedisServer(process, directory, password, all);
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
    public async Task RestartAsync()
    {
        var port = Port;
        await _process.KillAsync();
        _process = await RedisServerProcess.StartAsync(port, _directory.FullName, _arguments);
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
