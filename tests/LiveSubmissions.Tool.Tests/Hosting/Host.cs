using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.Tool.Tests.Hosting;

/// <summary>A web app as a user writes it, on a real Kestrel, over Redis.</summary>
internal sealed class Host : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Host(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    public int Port => new Uri(Url).Port;

    public ISubmissionBroadcaster Broadcaster => _app.Services.GetRequiredService<ISubmissionBroadcaster>();

    /// <param name="redis">Its Redis; blank: not configured.</param>
    /// <param name="add">What the application adds.</param>
    /// <param name="map">What the application maps before the library.</param>
    /// <param name="mapped">Whether it maps the library.</param>
    /// <param name="isDevelopment">Whether it runs as during development.</param>
    /// <param name="origins">Which origins it allows.</param>
    public static async Task<Host> StartAsync(
        string redis, Action<ILiveSubmissionsBuilder>? add = null, Action<WebApplication>? map = null, bool mapped = true, bool isDevelopment = false, params string[] origins)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = isDevelopment ? "Development" : null });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var live = builder.Services.AddLiveSubmissions().AddRedis(redis).AddWebEndpoints(options =>
        {
            options.AllowedOriginsSetting = "Judge:AllowedOrigins";
            foreach (var origin in origins) options.AllowedOrigins.Add(origin);
        });
        add?.Invoke(live);
        var app = builder.Build();
        map?.Invoke(app);
        if (mapped) app.MapLiveSubmissions();
        await app.StartAsync();
        return new Host(app);
    }

    /// <summary>An app of which nothing is the library's.</summary>
    public static async Task<Host> StartOtherAsync(Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return new Host(app);
    }

    public async ValueTask DisposeAsync()
    {
        // A client that is still connected must not hold the test up.
        using var hurry = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(hurry.Token);
        await _app.DisposeAsync();
    }
}
