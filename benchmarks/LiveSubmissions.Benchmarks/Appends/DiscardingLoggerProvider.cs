using Microsoft.Extensions.Logging;

namespace LiveSubmissions.Benchmarks.Appends;

/// <summary>Formats each line and discards it. So it shows what logging costs without any sink.</summary>
internal sealed class DiscardingLoggerProvider : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        formatter(state, exception);

    public void Dispose()
    {
    }
}
