using JudgeHost.Health;
using JudgeHost.Problems;
using JudgeHost.Queue;
using JudgeHost.Submissions;
using JudgeHost.Worker;

namespace JudgeHost.Hosting;

/// <summary>A worker of its own: takes submissions out of the queue, evaluates and broadcasts. Its port serves health alone.</summary>
internal static class WorkerApp
{
    public static WebApplication Build(CommandLine command)
    {
        var builder = JudgeBuilder.Create(command.Settings);
        var settings = builder.ReadSettings(command.Role);
        builder.ListenOn(settings.WorkerPort, loopbackOnly: settings.WorkerPort == 0);

        builder.Services.AddFeed(settings, command.Role);
        builder.Services
            .AddSingleton<ProblemCatalog>()
            .AddSubmissions()
            .AddQueue(settings)
            .AddEvaluation(settings)
            .AddJudgeHealth();

        var app = builder.Build();
        app.MapHealth();
        return app;
    }
}
