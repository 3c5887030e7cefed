using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.FanOut.Servers;

/// <summary>One of the servers, as an application's author would write it; it ends when its input does.</summary>
internal static class ServerRole
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        if (arguments.Words is ["bare"]) return await BareServer.RunAsync(arguments);
        var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        await using var app = arguments.Words is ["ours"] ? OursServer.Build(builder, arguments) : SignalRServer.Build(builder, arguments);
        await app.StartAsync();
        Console.WriteLine(JsonSerializer.Serialize(new ServerReady(new Uri(app.Urls.First()).Port)));

        await Console.In.ReadToEndAsync();
        await app.StopAsync();
        return 0;
    }
}
