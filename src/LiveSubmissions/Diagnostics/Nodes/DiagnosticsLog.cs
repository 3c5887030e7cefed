using LiveSubmissions.Telemetry;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.Diagnostics.Nodes;

/// <summary>The log messages of the diagnostics: event ids 4000 to 4999.</summary>
internal sealed partial class DiagnosticsLog(ILogger<DiagnosticsLog> logger, LiveSubmissionsMeter meter, TimeProvider time)
{
    private readonly ILogger _logger = new SafeLogger(logger);
    private readonly BackgroundFailures _failures = new(new SafeLogger(logger), meter, time);

    /// <summary>Code in the background threw an exception. It keeps running.</summary>
    /// <param name="where">The code that threw: the value of the tag <c>live_submissions.where</c>.</param>
    /// <param name="exception">The exception.</param>
    public void Failed(string where, Exception exception) => _failures.Add(where, exception);

    [LoggerMessage(4001, LogLevel.Information, "This process cannot report its state, so the doctor does not see it: {Cause}")]
    public partial void CannotReport(string cause);

    [LoggerMessage(4002, LogLevel.Warning, "The application's records could not be read, so what it saved cannot be compared with what was broadcast: {Cause}")]
    public partial void CannotReadRecords(string cause);
}
