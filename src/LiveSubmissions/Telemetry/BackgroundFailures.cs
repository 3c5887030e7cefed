using Microsoft.Extensions.Logging;

namespace LiveSubmissions.Telemetry;

/// <summary>
/// Counts and logs the exceptions of background work that continues after a failure. The first failure of a kind is logged at once, with its stack trace. For
/// later ones the log gets only their number, at most every ten seconds.
/// </summary>
internal sealed partial class BackgroundFailures(ILogger logger, LiveSubmissionsMeter meter, TimeProvider time)
{
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Where, Type Kind), (long SaidAt, int Unsaid)> _kinds = [];

    /// <summary>Counts and logs a failure. This method never throws, because an exception would end the background work.</summary>
    /// <param name="where">The part that failed: the value of the tag <c>live_submissions.where</c>.</param>
    /// <param name="exception">The exception.</param>
    public void Add(string where, Exception exception)
    {
        try
        {
            Say(where, exception);
        }
        catch (Exception)
        {
            // The logger failed; the metric below still counts the failure.
        }

        try
        {
            meter.Failed(where);
        }
        catch (Exception)
        {
            // A listener of the metrics failed; there is no other place to report to.
        }
    }

    private void Say(string where, Exception exception)
    {
        int times;
        lock (_gate)
        {
            var kind = (where, exception.GetType());
            var isKnown = _kinds.TryGetValue(kind, out var said);
            times = said.Unsaid + 1;
            var isTooEarly = isKnown && time.GetElapsedTime(said.SaidAt) < SayEvery;
            _kinds[kind] = isTooEarly ? said with { Unsaid = times } : (time.GetTimestamp(), 0);
            if (isTooEarly) return;
            if (!isKnown) times = 0;
        }

        if (times == 0) First(where, exception.Message, exception);
        else Again(where, times, exception.Message);
    }

    [LoggerMessage(4010, LogLevel.Error, "Background work failed ({Where}) and continues. {Cause}")]
    private partial void First(string where, string cause, Exception exception);

    [LoggerMessage(4011, LogLevel.Error, "The same background work failed ({Where}) {Times} times more and continues. {Cause}")]
    private partial void Again(string where, int times, string cause);
}
