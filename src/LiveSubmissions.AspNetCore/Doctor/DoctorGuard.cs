using LiveSubmissions.AspNetCore.Access;
using LiveSubmissions.Diagnostics;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.AspNetCore.Doctor;

/// <summary>
/// Who may ask the doctor: during development everybody who reaches the host, else whom the policy lets in that was put on the endpoints, and without
/// one nobody. Pages of foreign origins may not in any case: a visitor's browser must not broadcast in the visitor's name.
/// </summary>
internal sealed class DoctorGuard(IHostEnvironment environment, OriginCheck origins, ILogger<DoctorGuard> logger)
{
    private const string EndpointName = "Doctor";

    private readonly ILogger _logger = new SafeLogger(logger);

    /// <summary>Whether the request may go on; if not, it has been answered.</summary>
    public async ValueTask<bool> AdmitAsync(HttpContext http)
    {
        if (!IsOpen(http.GetEndpoint()))
        {
            DoctorLog.Closed(_logger, environment.EnvironmentName);
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return false;
        }

        http.Response.Headers.XContentTypeOptions = "nosniff";
        if (origins.Allows(http.Request)) return true;
        await origins.RefuseAsync(http, EndpointName).ConfigureAwait(false);
        return false;
    }

    /// <remarks>Whether the caller is allowed, the authorization middleware has decided before the endpoint is reached.</remarks>
    private bool IsOpen(Endpoint? endpoint) =>
        environment.IsDevelopment()
        || (endpoint?.Metadata.GetMetadata<IAuthorizeData>() is not null && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null);
}
