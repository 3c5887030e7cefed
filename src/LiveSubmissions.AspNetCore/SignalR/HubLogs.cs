using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.AspNetCore.SignalR;

/// <summary>
/// What SignalR logs about the hub. It takes whatever a hub's method throws for a failure and writes an error with a stack trace. A refusal, and a client that
/// left, are none: who may connect must not be able to fill the log.
/// </summary>
internal sealed class HubLogs(ILoggerFactory inner) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new HubLogger(inner.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    /// <summary>The factory is the host's.</summary>
    public void Dispose()
    {
    }

    private sealed class HubLogger(ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (exception is HubException or OperationCanceledException) inner.Log(LogLevel.Debug, eventId, state, exception: null, formatter);
            else inner.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
