using System.Diagnostics;
using System.Globalization;
using LiveSubmissions.Contracts;

namespace LiveSubmissions.Drills.Tests.Support;

/// <summary>A worker or a backend in a process of its own, so that it can be killed as a machine kills it.</summary>
internal sealed class DrillProcess : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly List<string> _said = [];

    private DrillProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) =>
        {
            lock (_gate) _said.Add(line.Data ?? "");
        };
        process.BeginOutputReadLine();
    }

    /// <summary>Starts <c>backend {redis}</c>, or <c>worker {redis} {submission} {status} {revision}</c>.</summary>
    public static DrillProcess Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(DrillProcess).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        return new DrillProcess(Process.Start(start) ?? throw new InvalidOperationException("The drill's process did not start."));
    }

    /// <summary>The first line that it says that starts so.</summary>
    public async Task<string> LineAsync(string start)
    {
        string? found = null;
        await Eventually.TrueAsync(
            () =>
            {
                lock (_gate) return (found = _said.Find(line => line.StartsWith(start, StringComparison.Ordinal))) is not null;
            },
            $"the process says «{start}…»",
            Deadline);
        return found![start.Length..];
    }

    /// <summary>How many bytes of managed memory a backend holds, once all garbage is collected.</summary>
    public async Task<long> MemoryAsync()
    {
        lock (_gate) _said.RemoveAll(static line => line.StartsWith("holds ", StringComparison.Ordinal));
        await _process.StandardInput.WriteLineAsync("memory");
        return long.Parse(await LineAsync("holds "), CultureInfo.InvariantCulture);
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Deadline);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    /// <summary>What the process does; it ends when it is killed, or when whoever started it is gone.</summary>
    public static async Task<int> MainAsync(string[] arguments)
    {
        if (arguments is ["backend", var redis])
        {
            await using var backend = await Backend.StartAsync(redis);
            Console.WriteLine($"listens on {backend.Address}");
            while (await Console.In.ReadLineAsync() is not null) Console.WriteLine($"holds {GC.GetTotalMemory(forceFullCollection: true)}");
            return 0;
        }

        if (arguments is ["worker", var url, var submission, var status, var revision])
        {
            var database = new Database();
            await using var judge = await Judge.StartAsync(url, database);
            var number = int.Parse(submission, CultureInfo.InvariantCulture);
            for (var step = 1; step < int.Parse(revision, CultureInfo.InvariantCulture); step++) database.Save(number, "saved before");
            Console.WriteLine("gives it to the broadcaster");
            Console.WriteLine($"was told {(await judge.SayAsync(number, status)).Result.Outcome}");
            await Console.In.ReadToEndAsync();
            return 0;
        }

        await Console.Error.WriteLineAsync("This program is started by the drills, as a worker or a backend of theirs.");
        return 2;
    }
}
