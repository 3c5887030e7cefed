using System.Diagnostics;
using System.Text.Json;
using LiveSubmissions.FanOut.Machine;

namespace LiveSubmissions.FanOut.Processes;

/// <summary>A role of this program in a process of its own: a line of JSON in, a line out; it ends when its input does.</summary>
internal sealed class Child : IAsyncDisposable
{
    private static readonly TimeSpan EndDeadline = TimeSpan.FromSeconds(10);

    private readonly Process _process;

    private Child(Process process) => _process = process;

    public int Pid => _process.Id;

    public ProcessUsage Usage => ProcessUsage.For(Pid);

    public static Child Start(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true };

        // Run as `dotnet this.dll`, the program is not its own host.
        if (Path.GetFileNameWithoutExtension(program) == "dotnet") start.ArgumentList.Add(typeof(Child).Assembly.Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new Child(Process.Start(start)!);
    }

    /// <summary>Gives an order and waits for its answer.</summary>
    public async Task<T> AskAsync<T>(object order, TimeSpan deadline)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(order));
        await _process.StandardInput.FlushAsync();
        return await AnswerAsync<T>(deadline);
    }

    public async Task<T> AnswerAsync<T>(TimeSpan deadline)
    {
        using var late = new CancellationTokenSource(deadline);
        var line = await _process.StandardOutput.ReadLineAsync(late.Token)
            ?? throw new InvalidOperationException($"The process {Name} has ended; what it wrote to its error output says why.");
        return JsonSerializer.Deserialize<T>(line)!;
    }

    public async ValueTask DisposeAsync()
    {
        using (_process)
        {
            if (_process.HasExited) return;
            using var late = new CancellationTokenSource(EndDeadline);
            try
            {
                _process.StandardInput.Close();
                await _process.WaitForExitAsync(late.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                _process.Kill();
                await _process.WaitForExitAsync();
            }
        }
    }

    private string Name => string.Join(' ', _process.StartInfo.ArgumentList);
}
