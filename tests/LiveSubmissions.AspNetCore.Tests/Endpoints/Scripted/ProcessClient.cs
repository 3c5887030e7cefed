using System.Diagnostics;
using System.Text;
using System.Text.Json;
using LiveSubmissions.Contracts.Endpoints;

namespace LiveSubmissions.AspNetCore.Tests.Endpoints.Scripted;

/// <summary>A client that is a process of its own and writes what it gets, line by line.</summary>
internal abstract class ProcessClient : EndpointClient
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    protected ProcessClient(string command, IEnumerable<string> arguments, string? directory = null)
        : base(resumes: true)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = directory ?? "",
        };
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{command} did not start.");
        _errors = _process.StandardError.ReadToEndAsync();
    }

    public override void Stall() => throw new NotSupportedException("A process reads what it likes.");

    public override void Resume() => throw new NotSupportedException("A process reads what it likes.");

    public override ValueTask LeaveAsync() => DisposeAsync();

    public override async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Deadline);
    }

    /// <summary>The next line of its output; <see langword="null"/> once it has ended.</summary>
    protected ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken) => _process.StandardOutput.ReadLineAsync(cancellationToken);

    /// <summary>The process has ended: cut, killed, or it could not begin.</summary>
    protected async Task<IOException> EndedAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return new IOException($"{_process.StartInfo.FileName} ended with {_process.ExitCode}: {await _errors.WaitAsync(cancellationToken)}");
    }

    protected static JsonElement Parse(string line) => JsonDocument.Parse(line).RootElement;
}
