using LiveSubmissions.Log;

namespace LiveSubmissions.Broadcasting;

/// <summary>The last submissions whose update was refused because its revision was used for another state: the doctor names them.</summary>
internal sealed class RepeatedRevisions(TimeProvider time)
{
    private const int Most = 10;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();

    /// <summary>Oldest first, each submission once.</summary>
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

    /// <summary>Newest first.</summary>
    public IReadOnlyList<RepeatedRevision> ToList()
    {
        lock (_gate)
        {
            _last.RemoveAll(last => time.GetElapsedTime(last.At) > Window);
            return [.. _last.AsEnumerable().Reverse().Select(last => new RepeatedRevision(last.Problem, last.Submission, last.Revision, time.GetElapsedTime(last.At)))];
        }
    }
}

/// <summary>An update that was refused because its revision had been used for another state of the submission.</summary>
internal readonly record struct RepeatedRevision(ProblemId Problem, SubmissionId Submission, long Revision, TimeSpan Ago);
