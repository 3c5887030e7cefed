using System.Diagnostics;

namespace LiveSubmissions.Contracts.Endpoints;

/// <summary>What somebody who reads a client sees: each submission's newest state, and that none goes back.</summary>
public sealed class EndpointReading(EndpointClient client)
{
    private readonly Dictionary<string, EndpointMessage> _states = [];

    /// <summary>Each submission's newest state.</summary>
    public IReadOnlyDictionary<string, EndpointMessage> States => _states;

    /// <summary>How many updates came.</summary>
    public int Updates { get; private set; }

    /// <summary>What came besides updates.</summary>
    public List<EndpointMessage> Others { get; } = [];

    /// <summary>Reads until a condition holds.</summary>
    /// <exception cref="TimeoutException">It did not, within <see cref="EndpointClient.Deadline"/>, whatever came meanwhile.</exception>
    public async Task<EndpointReading> UntilAsync(Func<EndpointReading, bool> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition(this))
        {
            var left = EndpointClient.Deadline - Stopwatch.GetElapsedTime(started);
            Take(await client.ReceiveAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero));
        }

        return this;
    }

    /// <summary>Reads until an update of a submission has come, and returns it.</summary>
    public async Task<EndpointMessage> UntilUpdateOfAsync(string submission)
    {
        var before = _states.GetValueOrDefault(submission);
        await UntilAsync(reading => reading._states.GetValueOrDefault(submission) != before);
        return _states[submission];
    }

    /// <summary>Whether this many submissions are all where a run of this many steps ends.</summary>
    public bool IsAtStep(long step, int submissions) => _states.Count == submissions && _states.Values.All(state => StepOf(state) == step);

    /// <summary>The step of an update that <see cref="EndpointHost.SayAsync"/> broadcast.</summary>
    public static long StepOf(EndpointMessage update) => update.Json.GetProperty("metrics").GetProperty("step").GetInt64();

    private void Take(EndpointMessage message)
    {
        if (!message.IsUpdate)
        {
            Others.Add(message);
            return;
        }

        if (_states.TryGetValue(message.Submission, out var before))
        {
            Assert.True(StepOf(before) < StepOf(message), $"Submission {message.Submission} was at step {StepOf(before)}, then at {StepOf(message)}.");
        }

        _states[message.Submission] = message;
        Updates++;
    }
}
