using LiveSubmissions.Log;

namespace LiveSubmissions.Tests.Model;

/// <summary>What a server holds of a group.</summary>
internal sealed class SimulatedLog
{
    public string Epoch { get; set; } = LogEpoch.Create();

    public long Last { get; set; }

    public Dictionary<SubmissionId, (LogEntry Entry, long Given)> States { get; private init; } = [];

    public SimulatedLog Copy() => new() { Epoch = Epoch, Last = Last, States = new(States) };
}
