using LiveSubmissions.Doctor.Tests.Benches;
using LiveSubmissions.TestKit.Wire;

namespace LiveSubmissions.Doctor.Tests.SetUps;

/// <summary>The way from one web node to Redis; the worker's is another, and stays whole.</summary>
internal static class WireSetUps
{
    public static IReadOnlyList<BrokenSetUp> All { get; } =
    [
        new("Packets to Redis are dropped silently", "transport", ["firewall"], FaultIs.InTheNode, judges => BreakAsync(judges, judge => judge.UrlByWire, static judge => judge.BlackHole())),
        new("The way to Redis stalls after it was connected", "transport", ["firewall"], FaultIs.InTheNode, judges => BreakAsync(judges, judge => judge.UrlByWire, static judge => judge.Wire.SwallowsAnswersTo = "\r\nEVAL")),
        new("Pub/sub of a web node is cut while commands work", "nodes", ["proxy or firewall", "SUBSCRIBE"], FaultIs.InTheNode, CutNotificationsAsync),
    ];

    /// <summary>While somebody's page is open: whoever comes afterwards is told to come back later.</summary>
    private static async Task<Patient> CutNotificationsAsync(Judges judges)
    {
        var judge = await judges.BreakableAsync();
        var page = await WireClient.ConnectAsync(new UriBuilder(judge.Backend.Url) { Scheme = "ws", Path = "/ws/problems/1/submissions/" }.Uri);
        judge.CutNotifications();
        return new Patient
        {
            Doctor = judge.Doctor,
            Nodes = [judge.Backend],
            Others = [judge.Worker],
            Afterwards = async () =>
            {
                await page.DisposeAsync();
                await judge.FixAsync();
            },
        };
    }

    private static async Task<Patient> BreakAsync(Judges judges, Func<BreakableJudge, string> redis, Action<BreakableJudge> breakIt)
    {
        var judge = await judges.BreakableAsync();
        breakIt(judge);
        return new Patient
        {
            Doctor = ["--redis", redis(judge), "--url", judge.Backend.Url.ToString()],
            Nodes = [judge.Backend],
            Others = [judge.Worker],
            Afterwards = () => new(judge.FixAsync()),
        };
    }
}
