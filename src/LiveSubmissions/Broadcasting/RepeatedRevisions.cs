using LiveSubmissions.Log;

namespace LiveSubmissions.Broadcasting;

/// <summary>
/// The last 10 submissions, within 10 minutes, with an update that was refused because its revision had already been used for another state. The doctor
/// shows them.
/// </summary>
internal sealed class RepeatedRevisions(TimeProvider time)
{
    private const int Most = 10;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();

    /// <summary>The submissions, oldest first. Each submission is in the list at most once.</summary>
    private readonly List<(ProblemId Problem, SubmissionId Submission, long Revision, long At)> _last = [];

    public void Add(SubmissionEntry entry)
    {
        lock (_gate)
        {
            _last.RemoveAll(last => last.Problem == entry.Problem && last.Submission == entry.Submission);
            if (_last.Count == Most) _last.RemoveAt(0);
            _last.Add((entry.Problem, entry.Submission, entry.Revision ?? 0, time.GetTimestamp()));
        }
    }

    /// <summary>Returns the submissions, newest first.</summary>
    public IReadOnlyList<RepeatedRevision> ToList()
    {
        lock (_gate)
        {
            _last.RemoveAll(last => time.GetElapsedTime(last.At) > Window);
            return [.. _last.AsEnumerable().Reverse().Select(last => new RepeatedRevision(last.Problem, last.Submission, last.Revision, time.GetElapsedTime(last.At)))];
        }
    }
}

/// <summary>An update that was refused because its revision had already been used for another state of the submission.</summary>
internal readonly record struct RepeatedRevision(ProblemId Problem, SubmissionId Submission, long Revision, TimeSpan Ago);
