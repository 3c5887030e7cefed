using System.Diagnostics.CodeAnalysis;
using LiveSubmissions.Log;

namespace LiveSubmissions.Telemetry;

/// <summary>The last hops that updates took through this process, kept so that somebody can ask where one got lost. Bounded; the oldest go first.</summary>
internal sealed class TraceLog(TimeProvider time)
{
    private const int Capacity = 4096;

    /// <summary>So many hops of a submission are told: a report that answers many questions about a busy one must not outgrow what a log can hold.</summary>
    private const int MaxTold = 200;

    private readonly Lock _gate = new();
    private readonly TracedHop[] _hops = new TracedHop[Capacity];
    private long _count;

    public void Add(string hop, SubmissionGroup group, SubmissionEntry entry, int clients = 0)
    {
        var now = time.GetUtcNow();
        var made = new TracedHop(hop, group, entry.Problem, entry.Submission, entry.Status, entry.Operation, now, clients);
        lock (_gate) _hops[_count++ % Capacity] = made;
    }

    /// <summary>What is known of a submission, the newest hops of it, oldest first; of any problem's if none is named.</summary>
    public List<TracedHop> Find(string? problem, string submission)
    {
        lock (_gate)
        {
            var first = Math.Max(0, _count - Capacity);
            var found = new List<TracedHop>();
            for (var i = _count - 1; i >= first && found.Count < MaxTold; i--)
            {
                var hop = _hops[i % Capacity];
                if (hop.Submission.ToString() != submission || (problem is not null && hop.Problem.ToString() != problem)) continue;
                found.Add(hop);
            }

            found.Reverse();
            return found;
        }
    }
}

/// <summary>One hop of one update, as this process saw it. It keeps no message, so that it costs less than the update itself.</summary>
/// <param name="Name">One of <see cref="TraceHop"/>.</param>
/// <param name="Group">The group.</param>
/// <param name="Problem">The problem.</param>
/// <param name="Submission">The submission.</param>
/// <param name="Status">The status that the update brought.</param>
/// <param name="Operation">Which broadcast.</param>
/// <param name="At">When, by this machine's clock.</param>
/// <param name="Clients">For <see cref="TraceHop.Written"/>: to how many clients.</param>
internal readonly record struct TracedHop(
    string Name, SubmissionGroup Group, ProblemId Problem, SubmissionId Submission, SubmissionStatus Status, OperationId Operation, DateTimeOffset At, int Clients);

/// <summary>The hops of an update, in their order.</summary>
[Experimental("LSUB001")]
public static class TraceHop
{
    /// <summary>Given to a broadcaster.</summary>
    public const string Reported = "reported";

    /// <summary>Accepted by the log, which publishes it in the same step.</summary>
    public const string Stored = "stored";

    /// <summary>In a node's mirror.</summary>
    public const string Received = "received";

    /// <summary>Given to the cursors that waited.</summary>
    public const string Written = "written";
}
