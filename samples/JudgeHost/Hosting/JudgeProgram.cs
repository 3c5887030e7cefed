using JudgeHost.Submissions;
using Microsoft.Extensions.Options;

namespace JudgeHost.Hosting;

/// <summary>Starts what the role asks for, says where to look, and stops it all when one part is told to stop.</summary>
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

    /// <summary>What the user can fix is told in a line; anything else is a bug and keeps its stack trace.</summary>
    private static string? MessageFor(Exception e) => e switch
    {
        StartException => e.Message,
        OptionsValidationException options => string.Join(Environment.NewLine, options.Failures),
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } =>
            $"{e.Message} Stop what uses the port, or choose another: Judge:BackendPort, Judge:PagePort, Judge:WorkerPort.",
        System.Net.Sockets.SocketException { SocketErrorCode: System.Net.Sockets.SocketError.AccessDenied } =>
            $"A port may not be used: {e.Message}. Choose one above 1023 with Judge:BackendPort, Judge:PagePort or Judge:WorkerPort.",
        _ => null,
    };
}
