using JudgeHost.Health;
using JudgeHost.Problems;
using JudgeHost.Queue;
using JudgeHost.Submissions;
using JudgeHost.Telemetry;
using JudgeHost.Worker;

namespace JudgeHost.Hosting;

/// <summary>A worker of its own: takes submissions out of the queue, evaluates and broadcasts. Its port serves health, and metrics if they are asked for.</summary>
internal static class WorkerApp
{
    public static WebApplication Build(CommandLine command)
    {
        var builder = JudgeBuilder.Create(command.Settings);
        var settings = builder.ReadSettings(command.Role);
        builder.ListenOn(settings.WorkerPort, loopbackOnly: settings.WorkerPort == 0).AddTelemetry(settings, Roles.NameOf(command.Role));

        var feed = builder.Services.AddFeed(settings, command.Role);
        builder.Services
            .AddSingleton<ProblemCatalog>()
            .AddSubmissions()
            .AddQueue(settings)
            .AddEvaluation(settings, feed)
            .AddJudgeHealth();

        var app = builder.Build();
        app.MapHealth();
        app.MapTelemetry();
        return app;
    }
}
