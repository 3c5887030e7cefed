using System.Runtime.InteropServices;
using LiveSubmissions.FanOut.Processes;
using LiveSubmissions.FanOut.Reporting;

namespace LiveSubmissions.FanOut;

/// <summary>Runs scenarios for one subject after the other, round after round, and prints the comparison as Markdown.</summary>
internal static class RunCommand
{
    private const int Interrupted = 130;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        if (arguments.Has("help"))
        {
            Console.WriteLine(RunOptions.Help);
            return 0;
        }

        RunOptions options;
        try
        {
            options = new RunOptions(arguments);
        }
        catch (ArgumentException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }

        // Ended early, it still ends its redis-server; the other processes end with their input.
        var interrupted = new TaskCompletionSource();
        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        await using var redis = await RedisServer.StartAsync();
        var running = RunAsync(options, redis);
        return await Task.WhenAny(running, interrupted.Task) == running ? await running : Interrupted;

        void OnSignal(PosixSignalContext context)
        {
            context.Cancel = true;
            interrupted.TrySetResult();
        }
    }

    private static async Task<int> RunAsync(RunOptions options, RedisServer redis)
    {
        var results = new Results();
        foreach (var scenario in options.Scenarios)
        {
            // In turns, so that what the machine does besides meets all of them.
            for (var round = 1; round <= options.Rounds; round++)
            {
                foreach (var subject in options.SubjectsOf(scenario))
                {
                    await Console.Error.WriteLineAsync($"{scenario.Name}, {subject.Name}, round {round} of {options.Rounds}");
                    results.Add(scenario, subject, await scenario.RunAsync(subject, options.Settings, redis));
                }
            }
        }

        var report = Report.Write(options, results, redis.Version);
        Console.Write(report);
        if (options.Json.Length > 0) await File.WriteAllTextAsync(options.Json, results.ToJson());
        if (options.Document.Length > 0) ResultsInDocument.Replace(options.Document, report);

        var faults = Faults.Find(options, results);
        foreach (var fault in faults) await Console.Error.WriteLineAsync(fault);
        return options.IsShort && faults.Count > 0 ? 1 : 0;
    }
}
