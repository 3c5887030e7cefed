using JudgeHost.Health;
using JudgeHost.Page;
using JudgeHost.Problems;

namespace JudgeHost.Hosting;

/// <summary>The application of the pages: it serves files, and knows only the problems' names.</summary>
internal static class PageApp
{
    public static WebApplication Build(CommandLine command)
    {
        var builder = JudgeBuilder.Create(command.Settings);
        var settings = builder.ReadSettings(command.Role);
        builder.ListenOn(settings.PagePort);
        builder.Services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.SnakeCaseLower);
        builder.Services.AddSingleton<ProblemCatalog>();
        builder.Services.AddHealthChecks();

        var app = builder.Build();
        app.MapHealth();
        app.MapPages();
        return app;
    }
}
