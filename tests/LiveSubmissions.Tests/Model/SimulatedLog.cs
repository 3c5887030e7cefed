using LiveSubmissions.Log;

namespace LiveSubmissions.Tests.Model;

/// <summary>What a server holds of a group.</summary>
internal sealed class SimulatedLog
{
    public string Epoch { get; set; } = LogIdentity.CreateEpoch();

    public string Origin { get; } = LogIdentity.CreateEpoch();

    public long Last { get; set; }

    /// <summary>Positions before it are doubtful: another server holds the log since.</summary>
    public long DoubtfulBefore { get; private set; }

    /// <summary>The server that the log remembers.</summary>
    public int Server { get; private set; }

    /// <summary>The highest sequence that was trimmed away.</summary>
    public long Floor { get; private set; }

    public Dictionary<SubmissionId, (LogEntry Entry, long Given)> States { get; private set; } = [];

    public bool IsIncomplete { get; set; }

    public static SimulatedLog On(int server) => new() { Server = server };

    public SimulatedLog Copy() => ((SimulatedLog)MemberwiseClone()).WithOwnStates();

    /// <summary>Whoever reads the log first on another server moves its end past all earlier positions.</summary>
    public void LookAtServer(int server, long now)
    {
        if (Server == server) return;
        Server = server;
        Last = DoubtfulBefore = Math.Max(Last + 1, now);
    }

    public void Trim(int maxSubmissions)
    {
        while (States.Count > maxSubmissions)
        {
            var oldest = States.MinBy(state => state.Value.Entry.Sequence);
            Floor = oldest.Value.Entry.Sequence;
            States.Remove(oldest.Key);
        }
    }

    private SimulatedLog WithOwnStates()
    {
        States = new(States);
        return this;
    }
}
