using LiveSubmissions.Log;

namespace LiveSubmissions.Tests.Model;

/// <summary>What a server holds of a group.</summary>
internal sealed class SimulatedLog
{
    public string Epoch { get; set; } = LogEpoch.Create();

    public long Last { get; set; }

    /// <summary>The highest sequence that was trimmed away.</summary>
    public long Floor { get; private set; }

    public Dictionary<SubmissionId, (LogEntry Entry, long Given)> States { get; private init; } = [];

    public SimulatedLog Copy() => new() { Epoch = Epoch, Last = Last, Floor = Floor, States = new(States) };

    public void Trim(int maxSubmissions)
    {
        while (States.Count > maxSubmissions)
        {
            var oldest = States.MinBy(state => state.Value.Entry.Sequence);
            Floor = oldest.Value.Entry.Sequence;
            States.Remove(oldest.Key);
        }
    }
}
