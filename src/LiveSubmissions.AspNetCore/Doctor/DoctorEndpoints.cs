using LiveSubmissions.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.AspNetCore.Doctor;

/// <summary>Maps the doctor: a page with its two files, the report, and the manual broadcast, each behind the same guard.</summary>
internal sealed class DoctorEndpoints(IEndpointRouteBuilder endpoints, DoctorGuard guard)
{
    private const string Folder = "/live-submissions";

    /// <exception cref="InvalidOperationException"><c>AddWebEndpoints()</c> was not called.</exception>
    public static AllEndpoints Map(IEndpointRouteBuilder endpoints, string caller)
    {
        SettingsCheck.Run(endpoints.ServiceProvider);
        var guard = endpoints.ServiceProvider.GetService<DoctorGuard>() ?? throw new InvalidOperationException(
            $"{caller}() needs services that are not there. "
            + "Call builder.Services.AddLiveSubmissions().AddWebEndpoints() before the application is built.");
        return new DoctorEndpoints(endpoints, guard).MapAll();
    }

    private AllEndpoints MapAll()
    {
        var reports = endpoints.ServiceProvider.GetRequiredService<DoctorReports>();
        var broadcast = endpoints.ServiceProvider.GetRequiredService<ManualBroadcast>();
        return new AllEndpoints(
        [
            Map("GET", "/doctor", ServePageAsync),
            Map("GET", "/doctor.css", DoctorFile.Style.ServeAsync),
            Map("GET", "/doctor.js", DoctorFile.Script.ServeAsync),
            Map("GET", "/doctor.json", async http =>
                await DoctorJson.WriteAsync(http, (await reports.RunAsync(http.RequestAborted).ConfigureAwait(false)).ToJson()).ConfigureAwait(false)),
            Map("POST", "/broadcast", broadcast.HandleAsync),
        ]);
    }

    private IEndpointConventionBuilder Map(string method, string path, RequestDelegate handle) => endpoints
        .MapMethods(Folder + path, [method], (RequestDelegate)(async http =>
        {
            if (await guard.AdmitAsync(http).ConfigureAwait(false)) await handle(http).ConfigureAwait(false);
        }))
        .WithDisplayName($"LiveSubmissions doctor {method} {path}")
        .NeverCached();

    /// <remarks>The page names its files, and the endpoints, relative to its own address: behind a prefix they are where it is.</remarks>
    private static Task ServePageAsync(HttpContext http)
    {
        if (!http.Request.Path.Value!.EndsWith('/')) return DoctorFile.Html.ServeAsync(http);
        http.Response.Redirect("../doctor");
        return Task.CompletedTask;
    }
}
