using JudgeHost.Settings;
using JudgeHost.Submissions;
using Microsoft.Extensions.Options;

namespace JudgeHost.Hosting;

/// <summary>Starts the applications of the role, and stops all of them when one is told to stop.</summary>
internal static class JudgeProgram
{
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(20);

    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var command = CommandLine.Parse(args);
            if (command.Help)
            {
                Console.WriteLine(CommandLine.Usage);
                return 0;
            }

            return command.ProbeUrl is { } url ? await Probe.RunAsync(url) : await ServeAsync(command);
        }
        catch (Exception e) when (MessageFor(e) is { } message)
        {
            foreach (var line in message.Split(Environment.NewLine)) await Console.Error.WriteLineAsync($"JudgeHost cannot start: {line}");
            return 1;
        }
    }

    private static async Task<int> ServeAsync(CommandLine command)
    {
        var apps = Build(command);
        try
        {
            foreach (var app in apps) await StartAsync(app);
            Banner.Write(command.Role, apps);
            await Task.WhenAny(apps.Select(app => app.WaitForShutdownAsync()));
        }
        finally
        {
            using var deadline = new CancellationTokenSource(StopDeadline);
            await Task.WhenAll(apps.Select(app => StopAsync(app, deadline.Token)));
        }

        return 0;
    }

    private static IReadOnlyList<WebApplication> Build(CommandLine command) => command.Role switch
    {
        JudgeRole.Backend => [BackendApp.Build(command)],
        JudgeRole.Worker => [WorkerApp.Build(command)],
        JudgeRole.Page => [PageApp.Build(command)],
        _ => [BackendApp.Build(command), PageApp.Build(command)],
    };

    private static async Task StartAsync(WebApplication app)
    {
        if (app.Services.GetService<JudgeDatabase>() is { } database) await database.CreateAsync(CancellationToken.None);
        await app.StartAsync();
    }

    private static async Task StopAsync(WebApplication app, CancellationToken cancellationToken)
    {
        await app.StopAsync(cancellationToken);
        await app.DisposeAsync();
    }

    /// <summary>One line for an error that the user can fix; <see langword="null"/> for a bug, which keeps its stack trace.</summary>
    private static string? MessageFor(Exception e) => e switch
    {
        StartException => e.Message,
        OptionsValidationException options => string.Join(Environment.NewLine, options.Failures),
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } =>
            $"{e.Message} Stop the program that uses the port, or choose another port: Judge:BackendPort, Judge:PagePort, Judge:WorkerPort.",
        System.Net.Sockets.SocketException { SocketErrorCode: System.Net.Sockets.SocketError.AccessDenied } =>
            $"The system does not allow the port: {e.Message}. Choose one above 1023 with Judge:BackendPort, Judge:PagePort or Judge:WorkerPort.",
        _ => null,
    };
}
