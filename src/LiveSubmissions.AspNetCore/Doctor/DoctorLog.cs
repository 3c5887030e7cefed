using Microsoft.Extensions.Logging;

namespace LiveSubmissions.AspNetCore.Doctor;

/// <summary>What the doctor's endpoints say: event ids 3101 to 3199.</summary>
internal static partial class DoctorLog
{
    [LoggerMessage(
        3101,
        LogLevel.Warning,
        "The doctor was asked for and answers 404: outside the Development environment (this is {Environment}) it answers nobody, "
        + "unless who may ask is said: app.MapLiveSubmissionsDoctor().RequireAuthorization(…)")]
    public static partial void Closed(ILogger logger, string environment);
}
