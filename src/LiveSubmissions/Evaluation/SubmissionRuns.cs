using System.Collections.Concurrent;

namespace LiveSubmissions.Evaluation;

/// <summary>
/// The submissions that this worker evaluates now. If a submission does not change for a long time, the doctor shows which worker has it. <c>AddWorker()</c>
/// adds this class.
/// </summary>
public sealed class SubmissionRuns
{
    private readonly ConcurrentDictionary<Run, long> _runs = new();
    private readonly TimeProvider _time;

    internal SubmissionRuns(TimeProvider time) => _time = time;

    /// <summary>Records that this worker evaluates a submission, until the return value is disposed.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="submission">The submission.</param>
    /// <returns>An object to dispose when the evaluation ends, also when it fails or is cancelled.</returns>
    public IDisposable Begin(ProblemId problem, SubmissionId submission)
    {
        var run = new Run(this, problem, submission);
        _runs[run] = _time.GetTimestamp();
        return run;
    }

    /// <summary>The submissions that are being evaluated, and for how long. The longest evaluation is first.</summary>
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
