using LiveSubmissions.AspNetCore;
using LiveSubmissions.Doctor.Tests.Benches;
using LiveSubmissions.Doctor.Tests.Proxies;
using LiveSubmissions.TestKit;

namespace LiveSubmissions.Doctor.Tests.SetUps;

/// <summary>The web app, what is in front of it, and whom it lets in.</summary>
internal static class ServerSetUps
{
    private const string Nginx = "proxy_set_header Upgrade";

    public static IReadOnlyList<BrokenSetUp> All { get; } =
    [
        new("The web app is not running", "endpoint", ["Start the web app"], FaultIs.Elsewhere, NotRunningAsync),
        new("The endpoint is not mapped", "endpoint", ["MapLiveSubmissions()"], FaultIs.Elsewhere, judges => StartAsync(judges, 6, static redis => WebApp.StartAsync(redis, isMapped: false))),
        new("A middleware in between wants a sign-in", "endpoint", ["a middleware"], FaultIs.Elsewhere, judges => StartAsync(judges, 7, static redis => WebApp.StartAsync(redis, wantsSignIn: true))),
        new("A proxy drops the headers of the upgrade", "upgrade", [Nginx], FaultIs.Elsewhere, judges => ProxyAsync(judges, ProxyFault.DropsUpgrade)),
        new("A proxy refuses the upgrade", "upgrade", [Nginx], FaultIs.Elsewhere, judges => ProxyAsync(judges, ProxyFault.RefusesUpgrade)),
        new("A proxy swallows the upgrade", "upgrade", [Nginx], FaultIs.Elsewhere, judges => ProxyAsync(judges, ProxyFault.SwallowsUpgrade)),
        new("A proxy cuts the upgrade", "upgrade", [Nginx], FaultIs.Elsewhere, judges => ProxyAsync(judges, ProxyFault.CutsUpgrade)),
        new("A proxy buffers the event stream", "sse", ["proxy_buffering off"], FaultIs.Elsewhere, judges => ProxyAsync(judges, ProxyFault.BuffersEvents)),
        new("The page's origin is not listed", "origin", ["https://judge.example", "Judge:PageOrigins"], FaultIs.Elsewhere, judges => AskAsync(judges, "--origin", "https://judge.example")),
        new("The problem is unknown", "problem", ["try another one"], FaultIs.Elsewhere, judges => AskAsync(judges, "--problem", "77")),
        new("The problem may not be followed", "problem", ["AddAccess", "Sign in"], FaultIs.Elsewhere, judges => StartAsync(judges, 8, static redis => WebApp.StartAsync(redis, access: SubmissionAccess.Forbidden))),
    ];

    private static async Task<Patient> AskAsync(Judges judges, params string[] also)
    {
        var healthy = await judges.HealthyAsync();
        return new Patient { Doctor = [.. healthy.Doctor, .. also], Nodes = [healthy.Backend], Others = [healthy.Worker] };
    }

    private static async Task<Patient> ProxyAsync(Judges judges, ProxyFault fault)
    {
        var healthy = await judges.HealthyAsync();
        var proxy = new HttpProxy(healthy.Backend.Port, fault);
        return new Patient
        {
            Doctor = ["--redis", healthy.Redis, "--url", proxy.Url.ToString()],
            Nodes = [healthy.Backend],
            Afterwards = proxy.DisposeAsync,
        };
    }

    private static async Task<Patient> NotRunningAsync(Judges judges)
    {
        var healthy = await judges.HealthyAsync();
        return new Patient
        {
            Doctor = ["--redis", healthy.Redis, "--url", $"http://localhost:{FreePort.Next()}"],
            Nodes = [healthy.Backend, healthy.Worker],
        };
    }

    /// <summary>Each application has a database of its own, so that its reports are not found by the others' doctor.</summary>
    private static async Task<Patient> StartAsync(Judges judges, int database, Func<string, Task<WebApp>> start)
    {
        var healthy = await judges.HealthyAsync();
        var redis = healthy.OtherDatabase(database);
        var app = await start(redis);
        return new Patient { Doctor = ["--redis", redis, "--url", app.Url.ToString()], Nodes = [app], Others = [healthy.Backend], Afterwards = app.DisposeAsync };
    }
}
