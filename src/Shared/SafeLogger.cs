using Microsoft.Extensions.Logging;

namespace LiveSubmissions;

/// <summary>
/// A logger that never throws. A logging provider may throw, for instance because its disk is full or because it was disposed before the library. This must
/// not change the result of an update or end a connection. The library writes every log message through this class.
/// </summary>
internal sealed class SafeLogger(ILogger inner) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        try
        {
            return inner.BeginScope(state);
        }
        catch (Exception)
        {
            return null;
        }
    }

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return inner.IsEnabled(logLevel);
        }
        catch (Exception)
        {
            // One provider threw; another provider may still want the message.
            return true;
        }
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            inner.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception)
        {
            // The message is lost; there is no other place to report this.
        }
    }
}
