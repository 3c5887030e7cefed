using LiveSubmissions.AspNetCore.Answers;
using LiveSubmissions.AspNetCore.Origins;
using LiveSubmissions.Diagnostics;
using LiveSubmissions.Diagnostics.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.AspNetCore.Doctor;

/// <summary>Maps the doctor: a page with its two files, the report, and the manual broadcast, each behind the same guard.</summary>
internal static class DoctorEndpoints
{
    private const string Folder = "/live-submissions";

    public static IReadOnlyList<IEndpointConventionBuilder> Map(IEndpointRouteBuilder endpoints)
    {
        var guard = endpoints.ServiceProvider.GetRequiredService<DoctorGuard>();
        var reports = endpoints.ServiceProvider.GetRequiredService<DoctorReports>();
        var broadcast = endpoints.ServiceProvider.GetRequiredService<BroadcastEndpoint>();
        return
        [
            MapGuarded("GET", "/doctor", ServePageAsync),
            MapGuarded("GET", "/doctor.css", DoctorFile.Style.ServeAsync),
            MapGuarded("GET", "/doctor.js", DoctorFile.Script.ServeAsync),
            MapGuarded("GET", "/doctor.json", async http =>
            {
                var report = (await reports.RunAsync(http.RequestAborted).ConfigureAwait(false)).ToJson();
                await Answer.WriteJsonAsync(http, writer => report.WriteTo(writer)).ConfigureAwait(false);
            }),
            MapGuarded("POST", "/broadcast", broadcast.HandleAsync),
        ];

        IEndpointConventionBuilder MapGuarded(string method, string path, RequestDelegate handle) => endpoints
            .MapMethods(Folder + path, [method], (RequestDelegate)(async http =>
            {
                if (await guard.AdmitAsync(http).ConfigureAwait(false)) await handle(http).ConfigureAwait(false);
            }))
            .WithDisplayName($"LiveSubmissions doctor {method} {path}")
            .NeverCached();
    }

    /// <remarks>The page names its files and the endpoints relative to its own address, so that it works behind a path prefix.</remarks>
    private static Task ServePageAsync(HttpContext http)
    {
        if (!http.Request.Path.Value!.EndsWith('/')) return DoctorFile.Html.ServeAsync(http);
        http.Response.Redirect("../doctor");
        return Task.CompletedTask;
    }
}

/// <summary>
/// Decides who may use the doctor. In the Development environment everybody who reaches the host may. In every other environment the application must put an
/// authorization policy on the endpoints, and the policy decides; without a policy nobody may. Pages of a foreign origin never may: such a page could broadcast
/// with the rights of its visitor.
/// </summary>
internal sealed partial class DoctorGuard(IHostEnvironment environment, OriginCheck origins, ILogger<DoctorGuard> logger)
{
    private const string EndpointName = "Doctor";

    private readonly ILogger _logger = new SafeLogger(logger);

    /// <summary>Whether the request may go on. If not, it has been answered.</summary>
    public async ValueTask<bool> AdmitAsync(HttpContext http)
    {
        if (!IsOpen(http.GetEndpoint()))
        {
            LogClosed(_logger, environment.EnvironmentName);
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return false;
        }

        http.Response.Headers.XContentTypeOptions = "nosniff";
        if (origins.Allows(http.Request)) return true;
        await origins.RefuseAsync(http, EndpointName).ConfigureAwait(false);
        return false;
    }

    [LoggerMessage(
        3101,
        LogLevel.Warning,
        "The doctor answers 404 to a request: outside the Development environment (this is {Environment}) it answers nobody "
        + "until the application says who may ask: app.MapLiveSubmissionsDoctor().RequireAuthorization(…)")]
    private static partial void LogClosed(ILogger logger, string environment);

    /// <remarks>Whether the policy allows the caller is decided by the authorization middleware, before the request gets here.</remarks>
    private bool IsOpen(Endpoint? endpoint) =>
        environment.IsDevelopment()
        || (endpoint?.Metadata.GetMetadata<IAuthorizeData>() is not null && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null);
}

/// <summary>Runs the checklist, never twice at the same time. Requests that come while it runs get the same report.</summary>
internal sealed class DoctorReports(DiagnosticSteps steps, DiagnosticRunner runner, NodeDirectory directory)
{
    private readonly Lock _gate = new();
    private Task<DiagnosticReport>? _running;

    /// <summary>
    /// The run always ends, because each step and the whole have a deadline. <paramref name="cancellationToken"/> ends only this wait for it.
    /// </summary>
    public Task<DiagnosticReport> RunAsync(CancellationToken cancellationToken)
    {
        Task<DiagnosticReport> running;
        lock (_gate)
        {
            if (_running is null or { IsCompleted: true }) _running = runner.RunAsync(steps.All, new DiagnosticContext(directory), CancellationToken.None);
            running = _running;
        }

        return running.WaitAsync(cancellationToken);
    }
}
