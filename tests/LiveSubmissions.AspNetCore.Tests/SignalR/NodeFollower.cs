using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;
using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.Contracts;

namespace LiveSubmissions.AspNetCore.Tests.SignalR;

/// <summary>The JavaScript client as pages use it, in a process of its own.</summary>
internal sealed class NodeFollower : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly List<string> _said = [];
    private readonly List<string> _errors = [];

    private NodeFollower(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Take(line.Data, _said);
        process.ErrorDataReceived += (_, line) => Take(line.Data, _errors);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The lines that it has written.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_said) return [.. _said];
        }
    }

    /// <summary>Starts it.</summary>
    /// <exception cref="InvalidOperationException">Node or npm is not installed, or the packages cannot be had.</exception>
    public static async Task<NodeFollower> StartAsync(params string[] arguments)
    {
        await NodePackages.InstalledAsync();
        return new NodeFollower(Start("node", arguments));
    }

    /// <summary>Waits for so many lines.</summary>
    public async Task<IReadOnlyList<string>> LinesAsync(int count)
    {
        await Eventually.TrueAsync(() => Task.FromResult(Lines.Count >= count), () => $"node writes {count} lines. It wrote:\n{Everything()}", Deadline);
        return Lines;
    }

    /// <summary>Waits for so many lines of follow.mjs.</summary>
    public async Task<IReadOnlyList<(string Method, JsonNode? Message)>> CountAsync(int count) =>
        [.. (await LinesAsync(count)).Select(static line => JsonNode.Parse(line)!).Select(static said => ((string)said["method"]!, said["message"]))];

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Deadline);
        _process.Dispose();
    }

    private static Process Start(string command, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = NodePackages.Folder,
            RedirectStandardInput = true,
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

    private string Everything()
    {
        lock (_said) return string.Join('\n', [.. _said, .. _errors]);
    }

    private void Take(string? line, List<string> into)
    {
        lock (_said)
        {
            // What the client logs of itself is nothing that its user wrote.
            if (line is not null && !line.Contains("] Information: ", StringComparison.Ordinal)) into.Add(line);
        }
    }
}
