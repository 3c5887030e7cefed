using JudgeHost.Health;
using JudgeHost.Problems;
using JudgeHost.Queue;
using JudgeHost.Settings;
using JudgeHost.Submissions;
using JudgeHost.Telemetry;

namespace JudgeHost.Hosting;

/// <summary>The application of a separate worker: takes submissions from the queue, evaluates them and broadcasts. Its port serves health checks and, if set, metrics.</summary>
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
