using LiveSubmissions.FanOut.Clients;
using LiveSubmissions.FanOut.Processes;
using LiveSubmissions.FanOut.Publishing;
using LiveSubmissions.FanOut.Servers;

namespace LiveSubmissions.FanOut.Scenarios;

/// <summary>One measurement's processes, all fresh: the server, the publisher, the clients. Redis is the run's, emptied.</summary>
internal sealed class Stand : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);

    private int _port;

    private Stand(Subject subject, RunSettings settings, RedisServer redis)
    {
        Subject = subject;
        Redis = redis;
        Server = Child.Start(settings.ServerEnvironment(subject), ["server", subject.Server, "--redis", $"{redis.Port}", .. subject.ServerArguments, .. settings.ServerArguments]);
        Publisher = Child.Start(RunSettings.WorkerEnvironment, "publisher", subject.Publisher, "--redis", $"{redis.Port}");
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
        var stand = new Stand(subject, settings, redis);
        try
        {
            stand._port = (await stand.Server.AnswerAsync<ServerReady>(StartDeadline)).Port;
            return stand;
        }
        catch
        {
            await stand.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens connections and waits until they are attached.</summary>
    public async Task OpenAsync(ClientOrder order)
    {
        var report = await TellAsync(order with { Do = ClientAction.Open, Protocol = Subject.Protocol, Port = _port });
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
        // The server first sees its clients go: none is cut by its end.
        await Clients.DisposeAsync();
        await Task.WhenAll(Publisher.DisposeAsync().AsTask(), Server.DisposeAsync().AsTask());
    }
}
