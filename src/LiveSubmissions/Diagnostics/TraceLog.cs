using LiveSubmissions.Diagnostics.Nodes;
using LiveSubmissions.Log;

namespace LiveSubmissions.Diagnostics;

/// <summary>The last hops that updates took through this process, kept so that somebody can ask where one got lost. Bounded; the oldest go first.</summary>
internal sealed class TraceLog(TimeProvider time)
{
    private const int Capacity = 4096;

    /// <summary>So many hops of a submission are told: a report that answers many questions about a busy one must not outgrow what a log can hold.</summary>
    private const int MaxTold = 200;

    private readonly Lock _gate = new();
    private readonly Hop[] _hops = new Hop[Capacity];
    private long _count;

    public void Add(string hop, SubmissionGroup group, SubmissionEntry entry, int clients = 0)
    {
        var now = time.GetUtcNow();
        var made = new Hop(hop, group, entry.Problem, entry.Submission, entry.Status, entry.Operation, now, clients);
        lock (_gate) _hops[_count++ % Capacity] = made;
    }

    /// <summary>What is known of a submission, the newest hops of it, oldest first; of any problem's if none is named.</summary>
    public List<TraceFacts> Of(string? problem, string submission)
    {
        lock (_gate)
        {
            var first = Math.Max(0, _count - Capacity);
            var found = new List<TraceFacts>();
            for (var i = _count - 1; i >= first && found.Count < MaxTold; i--)
            {
                var hop = _hops[i % Capacity];
                if (hop.Submission.ToString() != submission || (problem is not null && hop.Problem.ToString() != problem)) continue;
                found.Add(new TraceFacts(hop.Operation.ToString(), hop.Group.Name, hop.Status.Value, hop.Name, hop.At, hop.Clients));
            }

            found.Reverse();
            return found;
        }
    }

    /// <summary>Without the message: what is kept for a question must not cost more than what it is about.</summary>
    private readonly record struct Hop(
        string Name,
        SubmissionGroup Group,
        ProblemId Problem,
        SubmissionId Submission,
        SubmissionStatus Status,
        OperationId Operation,
        DateTimeOffset At,
        int Clients);
}
