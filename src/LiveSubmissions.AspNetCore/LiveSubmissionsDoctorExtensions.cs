using LiveSubmissions.AspNetCore.Doctor;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the troubleshooting guide as a page.</summary>
public static class LiveSubmissionsDoctorExtensions
{
    /// <summary>
    /// Maps the doctor: the page <c>GET /live-submissions/doctor</c> (with <c>doctor.css</c> and <c>doctor.js</c>), its report
    /// <c>GET /live-submissions/doctor.json</c>, and the manual broadcast <c>POST /live-submissions/broadcast</c>, which reaches whoever follows the
    /// problem that it names.
    /// </summary>
    /// <remarks>
    /// In the Development environment they answer whoever reaches the host. In every other they answer 404, unless authorization is put on what this
    /// returns: <c>app.MapLiveSubmissionsDoctor().RequireAuthorization("operators")</c>; then the policy decides. Pages of origins that are neither the
    /// host's own nor in <c>WebEndpointsOptions.AllowedOrigins</c> are refused in any case. Answers name machines and processes, and no secret.
    /// </remarks>
    /// <param name="endpoints">The application, or a group of its routes: the same as <c>MapLiveSubmissions()</c> was given.</param>
    /// <exception cref="InvalidOperationException"><c>AddWebEndpoints()</c> was not called.</exception>
    public static IEndpointConventionBuilder MapLiveSubmissionsDoctor(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return DoctorEndpoints.Map(endpoints, nameof(MapLiveSubmissionsDoctor));
    }
}
