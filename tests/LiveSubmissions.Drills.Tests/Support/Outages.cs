using LiveSubmissions.TestKit.Redis;

namespace LiveSubmissions.Drills.Tests.Support;

/// <summary>Servers that go away for a time.</summary>
internal static class Outages
{
    /// <summary>Kills a server and starts it again after so long. The time is what the drill is about.</summary>
    public static async Task KillAsync(RedisServer server, TimeSpan down)
    {
        await server.KillAsync();
        await LastAsync(down);
        await server.RestartAsync();
    }

    /// <summary>Lets a fault last.</summary>
    public static Task LastAsync(TimeSpan time) => Task.Delay(time);
}
