using JudgeHost.Api;
using JudgeHost.Health;
using JudgeHost.Problems;
using JudgeHost.Queue;
using JudgeHost.Settings;
using JudgeHost.Submissions;
using JudgeHost.Telemetry;
using LiveSubmissions.AspNetCore;

namespace JudgeHost.Hosting;

/// <summary>The application of the API and the WebSocket. With the role <c>all</c> it evaluates too.</summary>
internal static class BackendApp
{
    public static WebApplication Build(CommandLine command)
    {
        var builder = JudgeBuilder.Create(command.Settings);
        var settings = builder.ReadSettings(command.Role);
        builder.ListenOn(settings.BackendPort).AddTelemetry(settings, Roles.NameOf(command.Role));

        var feed = builder.Services.AddFeed(settings, command.Role)
            .AddSavedRecords()
            .AddWebEndpoints(web =>
            {
                foreach (var origin in settings.PageOrigins) web.AllowedOrigins.Add(origin);
            })
            .AddAccess((context, problem, _) => ValueTask.FromResult(
                context.RequestServices.GetRequiredService<ProblemCatalog>().TryFind(problem.ToString(), out var _)
                    ? SubmissionAccess.Allowed
                    : SubmissionAccess.UnknownProblem));
        builder.Services
            .AddSingleton<ProblemCatalog>()
            .AddSingleton<ProblemFiles>()
            .AddSubmissions()
            .AddQueue(settings)
            .AddApi(settings)
            .AddHostedService<LostWorkerWatch>()
            .AddJudgeHealth();
        if (command.Role is JudgeRole.All) builder.Services.AddEvaluation(settings, feed);

        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseMiddleware<OriginGuard>();
        app.UseCors();
        app.MapHealth();
        app.MapApi();
        app.MapLiveSubmissions();
        app.MapLiveSubmissionsDoctor();
        app.MapTelemetry();
        return app;
    }
}
