using LiveSubmissions.Drills.Tests.Support;
using LiveSubmissions.TestKit.Redis;

namespace LiveSubmissions.Drills.Tests.Table;

/// <summary>A client is away for 3 s of a run and comes back.</summary>
public sealed class AwayTests
{
    [Fact]
    public async Task With_its_position_it_misses_nothing_of_the_300_updates()
    {
        const int Updates = 300;
        await using var server = await RedisServer.StartAsync();
        var database = new Database();
        await using var backend = await Backend.StartAsync(server.Url);
        await using var judge = await Judge.StartAsync(server.Url, database);
        await using var page = await backend.OpenPageAsync(database);

        // A submission each: nothing supersedes an update, so each one counts. 60 a second: 180 of them while it is away.
        Task? away = null;
        await Judge.PaceAsync(Updates, 60, i =>
        {
            if (i == 60) away = LeaveAsync(page, backend);
            judge.Say(i, "accepted");
        });
        await away!;
        await judge.SettledAsync();
        await page.ToBeRightAsync();

        Assert.Equal(Updates, page.Submissions);
        Assert.Equal(0, page.Resyncs);
        DrillReport.Measured("away", $"{Updates - page.Submissions} lost of {Updates}");
    }

    private static async Task LeaveAsync(Page page, Backend backend)
    {
        await page.LeaveAsync();
        await Outages.LastAsync(TimeSpan.FromSeconds(3));
        await page.ConnectAsync(backend.Address);
    }
}
