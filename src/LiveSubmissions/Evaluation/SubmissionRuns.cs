using System.Collections.Concurrent;

namespace LiveSubmissions.Evaluation;

/// <summary>
/// What this worker evaluates now, so that whoever asks why a submission does not move is told who holds it. Added by <c>AddWorker()</c>.
/// </summary>
public sealed class SubmissionRuns
{
    private readonly ConcurrentDictionary<Run, long> _runs = new();
    private readonly TimeProvider _time;

    internal SubmissionRuns(TimeProvider time) => _time = time;

    /// <summary>Says that this worker has taken a submission up; dispose what it returns when the evaluation ends, however it ends.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="submission">The submission.</param>
    public IDisposable Begin(ProblemId problem, SubmissionId submission)
    {
        var run = new Run(this, problem, submission);
        _runs[run] = _time.GetTimestamp();
        return run;
    }

    /// <summary>What is being evaluated, the longest first.</summary>
    internal IEnumerable<(ProblemId Problem, SubmissionId Submission, TimeSpan For)> Current => _runs
        .Select(run => (run.Key.Problem, run.Key.Submission, For: _time.GetElapsedTime(run.Value)))
        .OrderByDescending(run => run.For);

    private sealed class Run(SubmissionRuns runs, ProblemId problem, SubmissionId submission) : IDisposable
    {
        public ProblemId Problem => problem;

        public SubmissionId Submission => submission;

        public void Dispose() => runs._runs.TryRemove(this, out _);
    }
}
