using Microsoft.Extensions.Logging;

namespace LiveSubmissions.Telemetry;

/// <summary>
/// What threw in the background and has to go on: counts each failure, and logs the first of a kind at once and with its stack trace, then every ten seconds
/// at most how many there were.
/// </summary>
internal sealed partial class BackgroundFailures(ILogger logger, LiveSubmissionsMeter meter, TimeProvider time)
{
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Where, Type Kind), (long SaidAt, int Unsaid)> _kinds = [];

    /// <summary>Takes note of a failure. This throws nothing, or it would end what it is to keep running.</summary>
    /// <param name="where">What threw: the tag <c>live_submissions.where</c>.</param>
    /// <param name="exception">What it threw.</param>
    public void Add(string where, Exception exception)
    {
        try
        {
            Say(where, exception);
        }
        catch (Exception)
        {
            // The logger failed; the count still tells.
        }

        try
        {
            meter.Failed(where);
        }
        catch (Exception)
        {
            // Whoever collects the metrics failed; there is nobody left to tell.
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

    [LoggerMessage(4010, LogLevel.Error, "Something failed in the background ({Where}) and goes on. {Cause}")]
    private partial void First(string where, string cause, Exception exception);

    [LoggerMessage(4011, LogLevel.Error, "The same failed in the background ({Where}) {Times} times more and goes on. {Cause}")]
    private partial void Again(string where, int times, string cause);
}
