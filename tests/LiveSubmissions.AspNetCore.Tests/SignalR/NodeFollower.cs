using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using LiveSubmissions.Contracts;

namespace LiveSubmissions.AspNetCore.Tests.SignalR;

/// <summary>tests/signalr-client/follow.mjs in a process of its own: the JavaScript client as pages use it.</summary>
internal sealed class NodeFollower : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly string Folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../../signalr-client"));
    private static readonly Lazy<Task> Packages = new(InstallAsync);

    private readonly Process _process;
    private readonly List<(string Method, JsonNode? Message)> _said = [];
    private readonly List<string> _errors = [];

    private NodeFollower(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) =>
        {
            lock (_said) if (line.Data is not null) _errors.Add(line.Data);
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public IReadOnlyList<(string Method, JsonNode? Message)> Said
    {
        get
        {
            lock (_said) return [.. _said];
        }
    }

    /// <summary>Starts it.</summary>
    /// <exception cref="InvalidOperationException">Node or npm is not installed, or the packages cannot be had.</exception>
    public static async Task<NodeFollower> StartAsync(string script, params string[] arguments)
    {
        await Packages.Value;
        return new NodeFollower(Start("node", [script, .. arguments], redirectInput: true));
    }

    public async Task<IReadOnlyList<(string Method, JsonNode? Message)>> CountAsync(int count)
    {
        await Eventually.TrueAsync(
            () => Task.FromResult(Said.Count >= count), () => $"node says {count} lines; it said {string.Join('\n', Said)} and {string.Join('\n', _errors)}", Deadline);
        return Said;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        try
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static async Task InstallAsync()
    {
        using var npm = Start(
            "npm", ["install", "--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"], redirectInput: false);
        var said = await Task.WhenAll(npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync()).WaitAsync(Deadline * 3);
        await npm.WaitForExitAsync().WaitAsync(Deadline);
        if (npm.ExitCode != 0) throw new InvalidOperationException($"npm install in tests/signalr-client ended with {npm.ExitCode}: {string.Concat(said)}");
    }

    private static Process Start(string command, IEnumerable<string> arguments, bool redirectInput)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = redirectInput,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException($"{command} cannot be started. These tests need Node 20 or newer with npm: install it.", missing);
        }
    }

    private static string Here([CallerFilePath] string path = "") => path;

    private void Take(string? line)
    {
        if (line is null) return;
        var said = JsonNode.Parse(line)!;
        lock (_said) _said.Add(((string)said["method"]!, said["message"]?.DeepClone()));
    }
}
