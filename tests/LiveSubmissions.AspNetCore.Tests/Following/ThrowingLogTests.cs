using System.Net;
using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.AspNetCore.Tests.Polling;
using LiveSubmissions.AspNetCore.Tests.ServerSentEvents;
using LiveSubmissions.TestKit.Wire;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.AspNetCore.Tests.Following;

/// <summary>A log provider that throws costs its lines: no client is turned away and none misses an update for it.</summary>
public sealed class ThrowingLogTests
{
    [Fact]
    public async Task Clients_of_every_endpoint_get_their_updates_while_the_log_throws()
    {
        await using var web = await WebSide.StartAsync(build: static builder => builder.Logging.AddProvider(new ThrowingProvider()));
        await using var socket = await web.ConnectAsync(WireClient.V1);
        await using var stream = await EventStream.OpenAsync(web.Events());
        Assert.Contains("hello", await socket.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Contains("hello", await stream.ReadAsync(), StringComparison.Ordinal);

        await web.SayAsync(42, "accepted");

        Assert.Contains("\"status\":\"accepted\"", await socket.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Contains("\"status\":\"accepted\"", await stream.ReadAsync(), StringComparison.Ordinal);
        Assert.Contains("\"status\":\"accepted\"", (await Poller.AskAsync(web.Changes("?since=0"))).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_foreign_page_is_refused_and_not_answered_with_a_fault_while_the_log_throws()
    {
        await using var web = await WebSide.StartAsync(build: static builder => builder.Logging.AddProvider(new ThrowingProvider()));

        var answer = await Poller.AskAsync(web.Changes("?since=0"), configure: static request => request.Headers.Add("Origin", "http://evil.example"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
    }

    /// <summary>Throws at the library's lines: what Kestrel does with its own is Kestrel's affair.</summary>
    private sealed class ThrowingProvider : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Logger(categoryName.StartsWith("LiveSubmissions", StringComparison.Ordinal));

        public void Dispose()
        {
        }

        private sealed class Logger(bool throws) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => throws ? throw new InvalidOperationException("asked") : false;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                if (throws) throw new InvalidOperationException("the disk is full");
            }
        }
    }
}
