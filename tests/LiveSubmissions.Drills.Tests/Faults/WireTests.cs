using System.Diagnostics;
using LiveSubmissions.Drills.Tests.Support;
using LiveSubmissions.TestKit.Redis;
using LiveSubmissions.TestKit.Wire;

namespace LiveSubmissions.Drills.Tests.Faults;

/// <summary>Something between the application and Redis goes wrong, and no process does.</summary>
public sealed class WireTests : IAsyncLifetime
{
    private const int Updates = 600;

    private readonly Database _database = new();
    private RedisServer _server = null!;
    private TcpProxy _proxy = null!;

    public async Task InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _proxy = TcpProxy.To(_server.Port);
    }

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("half-closed")]
    [InlineData("delayed")]
    [InlineData("answers black-holed")]
    [InlineData("requests black-holed")]
    public async Task What_happens_on_the_wire_in_the_middle_of_a_run_loses_nothing(string fault)
    {
        await using var backend = await Backend.StartAsync(Through);
        await using var judge = await Judge.StartAsync(Through, _database);
        await using var page = await backend.OpenPageAsync(_database);

        // A submission each: nothing supersedes an update, so each one counts.
        await Judge.PaceAsync(Updates, 300, i =>
        {
            if (i == Updates / 2) Suffer(fault);
            judge.Say(i, "accepted");
        });
        await judge.SettledAsync();
        await page.ToBeRightAsync();

        Assert.All(judge.All, static given => Outcomes.IsKnown(given));
        Assert.Equal(Updates, page.Submissions);
        Assert.Equal(0, page.Resyncs);
        Assert.True(page.IsOpen, "the socket was not closed");
        DrillReport.Measured($"wire {fault}", $"{page.Submissions} of {Updates}, socket survives");
    }

    [Fact]
    public async Task A_black_holed_subscriber_is_noticed_and_its_clients_are_right()
    {
        await using var backend = await Backend.StartAsync(Through);
        await using var judge = await Judge.StartAsync(_server.Url, _database);
        await using var page = await backend.OpenPageAsync(_database);
        await judge.SayAsync(1, "queued");
        await page.ToBeRightAsync();

        Assert.Contains(_proxy.Connections, static connection => connection.Subscribes);
        foreach (var connection in _proxy.Connections.Where(static connection => connection.Subscribes)) connection.BlackHole();
        var started = Stopwatch.GetTimestamp();
        await judge.SayAsync(1, "accepted");
        await page.ToBeRightAsync();
        var right = Stopwatch.GetElapsedTime(started);

        DrillReport.Measured("subscriber black-holed", $"right after {right.TotalSeconds:0.0} s");
    }

    [Fact]
    public async Task A_black_holed_backend_is_noticed_and_its_clients_are_right()
    {
        await using var backend = await Backend.StartAsync(Through);
        await using var judge = await Judge.StartAsync(_server.Url, _database);
        await using var page = await backend.OpenPageAsync(_database);
        await judge.SayAsync(1, "queued");
        await page.ToBeRightAsync();

        foreach (var connection in _proxy.Connections) connection.BlackHole();
        var started = Stopwatch.GetTimestamp();
        await judge.SayAsync(1, "accepted");
        await page.ToBeRightAsync();
        var right = Stopwatch.GetElapsedTime(started);

        DrillReport.Measured("backend black-holed", $"right after {right.TotalSeconds:0.0} s");
    }

    private string Through => $"redis://127.0.0.1:{_proxy.Port}/0";

    private void Suffer(string fault)
    {
        if (fault == "delayed") _proxy.Delay = TimeSpan.FromMilliseconds(200);
        foreach (var connection in _proxy.Connections)
        {
            switch (fault)
            {
                case "cut": connection.Cut(); break;
                case "half-closed": connection.HalfClose(); break;
                case "answers black-holed": connection.SwallowsAnswers = true; break;
                case "requests black-holed": connection.SwallowsRequests = true; break;
            }
        }
    }
}
