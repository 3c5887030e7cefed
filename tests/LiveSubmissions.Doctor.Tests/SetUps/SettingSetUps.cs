using LiveSubmissions.Doctor.Tests.Benches;
using LiveSubmissions.Doctor.Tests.Processes;
using LiveSubmissions.TestKit;

namespace LiveSubmissions.Doctor.Tests.SetUps;

/// <summary>CHANNEL_LAYER_REDIS_URL: blank, wrong, or not the same everywhere.</summary>
internal static class SettingSetUps
{
    private static readonly string[] SameEverywhere = ["same CHANNEL_LAYER_REDIS_URL", "KeyPrefix"];

    public static IReadOnlyList<BrokenSetUp> All { get; } =
    [
        new("The setting is blank", "configuration", ["Set CHANNEL_LAYER_REDIS_URL", "redis://redis:6379/2"], FaultIs.InTheNode, judges => StartAsync(judges, "", "")),
        new("The setting of the web app alone is blank", "same-redis", SameEverywhere, FaultIs.InTheNode, async judges => await StartAsync(judges, "", (await judges.HealthyAsync()).Redis)),
        new("The port is wrong", "transport", ["correct host and port in CHANNEL_LAYER_REDIS_URL"], FaultIs.InTheNode, WrongPortAsync),
        new("The host is unknown", "transport", ["Correct its name in CHANNEL_LAYER_REDIS_URL"], FaultIs.InTheNode, UnknownHostAsync),
        new("The database is wrong on one side", "same-redis", SameEverywhere, FaultIs.Elsewhere, OtherDatabaseAsync),
        new("The key prefix is wrong on one side", "same-redis", SameEverywhere, FaultIs.Elsewhere, OtherPrefixAsync),
    ];

    /// <summary>A backend with a setting, and a doctor that is given one.</summary>
    private static async Task<Patient> StartAsync(Judges judges, string ofBackend, string ofDoctor)
    {
        var healthy = await judges.HealthyAsync();
        var node = await JudgeNode.StartAsync("backend", healthy.Data, ofBackend, healthy.Queue);
        return new Patient
        {
            Doctor = ["--redis", ofDoctor, "--url", node.Url.ToString()],
            Nodes = [node],
            Others = [healthy.Backend, healthy.Worker],
            Afterwards = node.DisposeAsync,
        };
    }

    private static Task<Patient> WrongPortAsync(Judges judges)
    {
        var nowhere = $"redis://127.0.0.1:{FreePort.Next()}/2";
        return StartAsync(judges, nowhere, nowhere);
    }

    private static Task<Patient> UnknownHostAsync(Judges judges)
    {
        const string Nowhere = "redis://no-such-host.invalid:6379/2";
        return StartAsync(judges, Nowhere, Nowhere);
    }

    /// <summary>The doctor has what the workers have; the web app is on another database, on which it works very well.</summary>
    private static async Task<Patient> OtherDatabaseAsync(Judges judges)
    {
        var healthy = await judges.HealthyAsync();
        return new Patient
        {
            Doctor = ["--redis", healthy.OtherDatabase(5), "--url", healthy.Backend.Url.ToString()],
            Nodes = [healthy.Backend],
        };
    }

    private static async Task<Patient> OtherPrefixAsync(Judges judges)
    {
        var healthy = await judges.HealthyAsync();
        return new Patient { Doctor = [.. healthy.Doctor, "--key-prefix", "staging"], Nodes = [healthy.Backend] };
    }
}
