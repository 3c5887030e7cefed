using LiveSubmissions.FanOut.Clients;
using LiveSubmissions.FanOut.Processes;
using LiveSubmissions.FanOut.Publishing;
using LiveSubmissions.FanOut.Servers;

namespace LiveSubmissions.FanOut.Scenarios;

/// <summary>One measurement's processes, all fresh: the server, the publisher, the clients. Redis is the run's, emptied.</summary>
internal sealed class Stand : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);

    private readonly int _port;

    private Stand(Subject subject, RedisServer redis, Child server, int port)
    {
        Subject = subject;
        Redis = redis;
        Server = server;
        _port = port;
        Publisher = Child.Start(RunSettings.WorkerEnvironment, "publisher", subject.Server, "--redis", $"{redis.Port}");
        Clients = Child.Start(RunSettings.WorkerEnvironment, "clients");
    }

    public Subject Subject { get; }

    public RedisServer Redis { get; }

    public Child Server { get; }

    public Child Publisher { get; }

    public Child Clients { get; }

    public static async Task<Stand> StartAsync(Subject subject, RunSettings settings, RedisServer redis)
    {
        await redis.EmptyAsync();
        var server = Child.Start(settings.ServerEnvironment, ["server", subject.Server, "--redis", $"{redis.Port}", .. settings.ServerArguments]);
        try
        {
            var ready = await server.AnswerAsync<ServerReady>(StartDeadline);
            return new Stand(subject, redis, server, ready.Port);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens connections and waits until they are attached.</summary>
    public async Task OpenAsync(ClientOrder order)
    {
        var report = await TellAsync(order with { Do = ClientAction.Open, Face = Subject.Face, Port = _port });
        if (!report.Done) throw new InvalidOperationException($"Of the clients of {Subject.Name}, {report.Ready} were attached in {order.Deadline} s.");

        // In the plain dialect nothing says that a client is attached, and with SignalR the backplane's subscription may be under way.
        await Task.Delay(TimeSpan.FromSeconds(1));
    }

    public Task<ClientReport> TellAsync(ClientOrder order) =>
        Clients.AskAsync<ClientReport>(order, TimeSpan.FromSeconds(order.Deadline + 20));

    public Task<PublishReport> PublishAsync(PublishOrder order) =>
        Publisher.AskAsync<PublishReport>(order, TimeSpan.FromSeconds(120));

    public async ValueTask DisposeAsync()
    {
        await Clients.DisposeAsync();
        await Publisher.DisposeAsync();
        await Server.DisposeAsync();
    }
}
