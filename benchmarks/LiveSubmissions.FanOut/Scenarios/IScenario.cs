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

    /// <summary>Whether it can be measured for a subject.</summary>
    bool Takes(Subject subject);

    /// <summary>Measures once.</summary>
    Task<Sample> RunAsync(Subject subject, RunSettings settings, RedisServer redis);
}
