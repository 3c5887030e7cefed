using LiveSubmissions.Transport;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LiveSubmissions.Diagnostics;

/// <summary>A failure as a health check tells it: cause and mend, in the description and each by itself in the data.</summary>
internal static class TransportFailure
{
    public static HealthCheckResult Result(HealthCheckContext context, SubmissionTransportException failure) => new(
        context.Registration.FailureStatus,
        failure.Message,
        failure.InnerException,
        new Dictionary<string, object> { ["cause"] = failure.Cause, ["mend"] = failure.Mend });
}
