using LiveSubmissions.FanOut.Scenarios;

namespace LiveSubmissions.FanOut;

/// <summary>What a run is asked for.</summary>
internal sealed class RunOptions
{
    public const string Help = """
        run [--scenarios S1,S2,S3,S4,S5,S6,S7,appends] [--servers signalr,signalr-quiet,plain,v1,plain-past,v1-past,sse,hub,bare] [--rounds 3]
            [--short]            small and quick, to see that nothing is lost, doubled or out of order: exit code 1 if something is
            [--json FILE]        writes every sample
            [--write FILE]       puts what it prints into a document, between the comments "results: begin" and "results: end"
            [--default-spin]     starts all servers, not only SignalR, without DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0
            [--server-arg WORD]  passed to the servers, as it is
        """;

    public RunOptions(Arguments arguments)
    {
        IsShort = arguments.Has("short");
        Scenarios = Chosen(IsShort ? AllScenarios.Short : AllScenarios.Full, static scenario => scenario.Name, arguments.List("scenarios"), "scenario");

        // SignalR is only there to be compared with, and a short run compares nothing.
        string[] endpoints = [.. Subject.All.Where(subject => subject.IsOurs || !IsShort).Select(static subject => subject.Name)];
        Subjects = Chosen(Subject.All, static subject => subject.Name, arguments.List("servers", endpoints), "server");
        Rounds = arguments.Number("rounds", IsShort ? 1 : 3);
        Json = arguments.Text("json", "");
        Document = arguments.Text("write", "");
        Settings = new RunSettings(arguments.List("server-arg"), arguments.Has("default-spin"));
        var unknown = arguments.Except("short", "scenarios", "servers", "rounds", "json", "write", "server-arg", "default-spin");
        if (unknown.FirstOrDefault() is { } option) throw new ArgumentException($"There is no option --{option}.");
    }

    public bool IsShort { get; }

    public IReadOnlyList<IScenario> Scenarios { get; }

    public IReadOnlyList<Subject> Subjects { get; }

    public int Rounds { get; }

    /// <summary>Where every sample goes; empty: nowhere.</summary>
    public string Json { get; }

    /// <summary>The document that the report goes into; empty: none.</summary>
    public string Document { get; }

    public RunSettings Settings { get; }

    /// <summary>Those of a scenario's subjects that are asked for. What is not a protocol is there whenever its scenario is.</summary>
    public IEnumerable<Subject> SubjectsOf(IScenario scenario) =>
        scenario.Subjects.Where(subject => Subjects.Contains(subject) || !Subject.All.Contains(subject));

    private static IReadOnlyList<T> Chosen<T>(IReadOnlyList<T> all, Func<T, string> name, string[] names, string what)
        where T : class
    {
        if (names.Length == 0) return all;
        return [.. names.Select(wanted =>
            all.FirstOrDefault(one => name(one).Equals(wanted, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"There is no {what} {wanted}: {string.Join(", ", all.Select(name))}."))];
    }
}
