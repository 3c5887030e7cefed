using System.Diagnostics.CodeAnalysis;
using LiveSubmissions.Log;

namespace LiveSubmissions.Telemetry;

/// <summary>
/// Keeps the last hops of updates through this process, so that the doctor can find where an update got lost. When it is full, the oldest hops are
/// overwritten.
/// </summary>
internal sealed class TraceLog(TimeProvider time)
{
    private const int Capacity = 4096;

    /// <summary>
    /// The most hops of a submission that <see cref="Find"/> returns. A report answers several questions and is an entry of a log, so it must not become too
    /// large.
    /// </summary>
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

    /// <summary>Returns the newest hops of a submission, oldest first. Without a problem, it returns the hops of that submission in any problem.</summary>
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

/// <summary>One hop of one update in this process. It does not hold the update's message, to save memory.</summary>
/// <param name="Name">One of <see cref="TraceHop"/>.</param>
/// <param name="Group">The group.</param>
/// <param name="Problem">The problem.</param>
/// <param name="Submission">The submission.</param>
/// <param name="Status">The status in the update.</param>
/// <param name="Operation">The id of the broadcast.</param>
/// <param name="At">The time of the hop, by this machine's clock.</param>
/// <param name="Clients">For <see cref="TraceHop.Written"/>: the number of clients.</param>
internal readonly record struct TracedHop(
    string Name, SubmissionGroup Group, ProblemId Problem, SubmissionId Submission, SubmissionStatus Status, OperationId Operation, DateTimeOffset At, int Clients);

/// <summary>The names of an update's hops, in their order.</summary>
[Experimental("LSUB001")]
public static class TraceHop
{
    /// <summary>The application gave the update to a broadcaster.</summary>
    public const string Reported = "reported";

    /// <summary>The log accepted the update and published it in the same step.</summary>
    public const string Stored = "stored";

    /// <summary>A node's mirror got the update.</summary>
    public const string Received = "received";

    /// <summary>The node gave the update to the cursors that waited for it.</summary>
    public const string Written = "written";
}
