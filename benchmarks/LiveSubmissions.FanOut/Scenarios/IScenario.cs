using LiveSubmissions.FanOut.Processes;

namespace LiveSubmissions.FanOut.Scenarios;

/// <summary>One thing that is measured for one subject after the other.</summary>
internal interface IScenario
{
    /// <summary>As the options name it.</summary>
    string Name { get; }

    /// <summary>What happens, with its numbers.</summary>
    string Title { get; }

    /// <summary>What its table shows, in this order.</summary>
    IReadOnlyList<Metric> Metrics { get; }

    /// <summary>For whom it can be measured.</summary>
    IReadOnlyList<Subject> Subjects { get; }

    /// <summary>Measures once.</summary>
    Task<Sample> RunAsync(Subject subject, RunSettings settings, RedisServer redis);
}
