using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.FanOut.Servers;

/// <summary>SignalR with its Redis backplane, as its documentation says to set it up.</summary>
internal static class SignalRServer
{
    public const string HubPath = "/hub";

    public static WebApplication Build(WebApplicationBuilder builder, Arguments arguments)
    {
        builder.Services.AddSignalR().AddStackExchangeRedis($"127.0.0.1:{arguments.Number("redis", 6379)}");
        var app = builder.Build();
        app.MapHub<UpdatesHub>(HubPath);
        return app;
    }
}
