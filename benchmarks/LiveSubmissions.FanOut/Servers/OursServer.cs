using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.FanOut.Servers;

/// <summary>This library, as its documentation says to set it up.</summary>
internal static class OursServer
{
    public static WebApplication Build(WebApplicationBuilder builder, Arguments arguments)
    {
        builder.Services.AddLiveSubmissions().AddRedis($"redis://127.0.0.1:{arguments.Number("redis", 6379)}")
            .AddWebEndpoints(options => options.WritesPastStream = arguments.Has("past-stream"));
        var app = builder.Build();
        app.MapLiveSubmissions();
        return app;
    }
}
