using LiveSubmissions.AspNetCore;
using LiveSubmissions.Doctor.Tests.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.Doctor.Tests.Benches;

/// <summary>An application of a user's own that is put together in one of the wrong ways. It listens for real.</summary>
internal sealed class WebApp : INode, IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebApp(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.First());

    public Uri Ready => new(Url, "/health/ready");

    /// <param name="redis">Its CHANNEL_LAYER_REDIS_URL.</param>
    /// <param name="isMapped">Whether it calls MapLiveSubmissions().</param>
    /// <param name="access">What its check says to everybody.</param>
    /// <param name="wantsSignIn">Whether a middleware in front of the endpoints lets in nobody who has not signed in.</param>
    /// <param name="clock">What it takes for the time, if not the machine's.</param>
    public static async Task<WebApp> StartAsync(string redis, bool isMapped = true, SubmissionAccess access = SubmissionAccess.Allowed, bool wantsSignIn = false, TimeProvider? clock = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        if (clock is not null) builder.Services.AddSingleton(clock);
        builder.Services.AddLiveSubmissions()
            .AddRedis(options => (options.Url, options.UrlSetting) = (redis, "CHANNEL_LAYER_REDIS_URL"))
            .AddWebEndpoints().AddAccess((_, _, _) => ValueTask.FromResult(access));
        builder.Services.AddHealthChecks().AddLiveSubmissions();
        var app = builder.Build();
        app.MapHealthChecks("/health/ready", new() { Predicate = static check => check.Tags.Contains("ready") });
        if (wantsSignIn) app.Use(SignInAsync);
        if (isMapped) app.MapLiveSubmissions();
        await app.StartAsync();
        return new WebApp(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static Task SignInAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Path.StartsWithSegments("/health")) return next(http);
        http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }
}
