using System.Text.Json;
using JudgeHost.Settings;

namespace JudgeHost.Api;

/// <summary>Registers and maps the API.</summary>
internal static class ApiServices
{
    public static IServiceCollection AddApi(this IServiceCollection services, JudgeSettings settings)
    {
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower);
        services.AddProblemDetails();
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. settings.PageOrigins]).WithMethods("GET", "POST").AllowAnyHeader().WithExposedHeaders("Location")));
        return services;
    }

    public static void MapApi(this WebApplication app)
    {
        app.MapProblems();
        app.MapSubmissions();
    }
}
