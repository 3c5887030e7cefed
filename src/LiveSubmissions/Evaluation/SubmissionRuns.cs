using System.Collections.Concurrent;
using LiveSubmissions.Diagnostics.Nodes;

namespace LiveSubmissions;

/// <summary>
/// What this worker evaluates now, so that whoever asks why a submission does not move is told who holds it. Added by <c>AddWorker()</c>.
/// </summary>
public sealed class SubmissionRuns : INodeFacts
{
    private const int MaxReported = 100;

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

    void INodeFacts.AddTo(NodeReport report)
    {
        report.Roles.Add("worker");
        report.Runs.AddRange(_runs
            .Select(run => new RunFacts(run.Key.Problem.ToString(), run.Key.Submission.ToString(), _time.GetElapsedTime(run.Value).TotalSeconds))
            .OrderByDescending(run => run.Seconds)
            .Take(MaxReported));
    }

    private sealed class Run(SubmissionRuns runs, ProblemId problem, SubmissionId submission) : IDisposable
    {
        public ProblemId Problem => problem;

        public SubmissionId Submission => submission;

        public void Dispose() => runs._runs.TryRemove(this, out _);
    }
}
