using LiveSubmissions.AspNetCore.Doctor;
using LiveSubmissions.AspNetCore.Registration;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the doctor, which is the troubleshooting guide as a page.</summary>
public static class LiveSubmissionsDoctorExtensions
{
    /// <summary>
    /// Maps the doctor: the page <c>GET /live-submissions/doctor</c> (with <c>doctor.css</c> and <c>doctor.js</c>), its report
    /// <c>GET /live-submissions/doctor.json</c>, and the manual broadcast <c>POST /live-submissions/broadcast</c>, which reaches all clients of the
    /// problem that it names.
    /// </summary>
    /// <remarks>
    /// In the Development environment they answer everybody who reaches the host. In every other environment they answer 404, unless the application requires
    /// authorization: <c>app.MapLiveSubmissionsDoctor().RequireAuthorization("operators")</c>; then the policy decides. Pages of an origin that is neither the
    /// host's own nor in <c>WebEndpointsOptions.AllowedOrigins</c> are always refused. The answers name machines and processes, but contain no secret.
    /// </remarks>
    /// <param name="endpoints">The application, or a group of its routes: the same that <c>MapLiveSubmissions()</c> was called on.</param>
    /// <exception cref="InvalidOperationException"><c>AddWebEndpoints()</c> was not called.</exception>
    public static IEndpointConventionBuilder MapLiveSubmissionsDoctor(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        AllEndpoints.CheckServices(endpoints, nameof(MapLiveSubmissionsDoctor));
        return new AllEndpoints(DoctorEndpoints.Map(endpoints));
    }
}
