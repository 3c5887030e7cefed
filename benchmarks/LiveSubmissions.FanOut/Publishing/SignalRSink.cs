using LiveSubmissions.FanOut.Servers;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.FanOut.Publishing;

/// <summary>A worker that reaches SignalR's clients over the backplane.</summary>
internal sealed class SignalRSink : IUpdateSink
{
    private readonly IHost _host;
    private readonly IHubContext<UpdatesHub> _hub;

    private SignalRSink(IHost host)
    {
        _host = host;
        _hub = host.Services.GetRequiredService<IHubContext<UpdatesHub>>();
    }

    public static async Task<SignalRSink> StartAsync(int redis)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSignalR().AddStackExchangeRedis($"127.0.0.1:{redis}");
        var host = builder.Build();
        await host.StartAsync();
        return new SignalRSink(host);
    }

    public async ValueTask<bool> SendAsync(int group, int submission, long n, string? padding)
    {
        var update = new SignalRUpdate("submission_update", submission, "evaluating", Stamp.Now(n, padding));
        await _hub.Clients.Group(GroupNames.For(group)).SendAsync("submission_update", update);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
