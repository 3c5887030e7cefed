using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.FanOut.Publishing;

/// <summary>A worker that has this library.</summary>
internal sealed class OursSink : IUpdateSink
{
    private readonly IHost _host;
    private readonly ISubmissionBroadcaster _broadcaster;

    private OursSink(IHost host)
    {
        _host = host;
        _broadcaster = host.Services.GetRequiredService<ISubmissionBroadcaster>();
    }

    public static async Task<OursSink> StartAsync(int redis)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddLiveSubmissions().AddRedis($"redis://127.0.0.1:{redis}");
        var host = builder.Build();
        await host.StartAsync();
        return new OursSink(host);
    }

    public async ValueTask<bool> SendAsync(int group, int submission, long n, string? padding)
    {
        // Problem 0 is group 0: a group's number is its problem's id.
        var result = await _broadcaster.BroadcastAsync(group, submission, SubmissionStatus.Evaluating, Stamp.Now(n, padding));
        return result.Outcome == BroadcastOutcome.Accepted;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
