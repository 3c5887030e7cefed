namespace LiveSubmissions.FanOut.Scenarios;

/// <summary>The scenarios, in the size that measures or the one that only looks whether all is right.</summary>
internal static class AllScenarios
{
    public static IReadOnlyList<IScenario> Full { get; } =
    [
        new SteadyScenario(
            "S1",
            "1,000 clients in one group, 50 updates/s",
            new SteadyLoad { Clients = 1000, Groups = 1, Rate = 50, WarmUp = 10, Seconds = 10 },
            Subject.All),
        new BurstScenario(clients: 1000, updates: 500, warmUps: 5, bursts: 9),
        new SteadyScenario(
            "S3",
            "2,000 clients in 200 groups, 2,000 updates/s in all",
            new SteadyLoad { Clients = 2000, Groups = 200, Rate = 2000, WarmUp = 10, Seconds = 10, Submissions = 500 },
            Subject.All),
        new IdleScenario(few: 1000, many: 5000),
        new StalledScenario(
            new SteadyLoad { Clients = 100, Groups = 1, Rate = 500, WarmUp = 20, Seconds = 10, Submissions = 2000, Padding = 1024 },
            stalled: 20,
            [Subject.SignalR, Subject.Plain, Subject.V1, Subject.PlainPast, Subject.V1Past]),
        new ReturnScenario(clients: 5000, rate: 10, seconds: 12, before: 3),
        new GrowthScenario(),
        new AppendsScenario(),
    ];

    public static IReadOnlyList<IScenario> Short { get; } =
    [
        new SteadyScenario(
            "S1",
            "50 clients in one group, 50 updates/s",
            new SteadyLoad { Clients = 50, Groups = 1, Rate = 50, WarmUp = 0.5, Seconds = 1 },
            Subject.Endpoints),
        new BurstScenario(clients: 50, updates: 200, warmUps: 1, bursts: 2),
        new SteadyScenario(
            "S3",
            "40 clients in 20 groups, 400 updates/s in all",
            new SteadyLoad { Clients = 40, Groups = 20, Rate = 400, WarmUp = 0.5, Seconds = 1, Submissions = 500 },
            [Subject.Plain, Subject.V1, Subject.PlainPast, Subject.V1Past]),
        new StalledScenario(
            new SteadyLoad { Clients = 20, Groups = 1, Rate = 200, WarmUp = 0.5, Seconds = 1, Submissions = 2000, Padding = 1024 },
            stalled: 5,
            [Subject.Plain, Subject.V1, Subject.PlainPast, Subject.V1Past]),
        new ReturnScenario(clients: 100, rate: 20, seconds: 3, before: 1),
    ];
}
