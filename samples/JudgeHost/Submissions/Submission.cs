using LiveSubmissions;

namespace JudgeHost.Submissions;

/// <summary>A submission's row, and the rules by which it may change. Every change that is saved makes <see cref="Revision"/> grow.</summary>
/// <remarks>
/// Two numbers tell who may change it. <see cref="Attempt"/> names one run of the evaluation: a worker that was taken for dead, and comes back,
/// has an attempt that is no longer the row's, and changes nothing. <see cref="Ticket"/> names one entry in the job queue: a queue may
/// deliver a job again, and an old job finds a newer ticket on the row.
/// </remarks>
internal sealed class Submission
{
    /// <summary>How often a submission may lose its worker before it is given up: it may be what kills them.</summary>
    public const int MaxLostWorkers = 3;

    public long Id { get; init; }

    public int ProblemId { get; init; }

    public string? Participant { get; init; }

    public required string FileName { get; init; }

    public string Status { get; private set; } = SubmissionStatus.Queued.Value;

    public long Revision { get; private set; } = 1;

    public int Attempt { get; private set; } = 1;

    public int Ticket { get; private set; } = 1;

    public int LostWorkers { get; private set; }

    /// <summary>A JSON object, or nothing.</summary>
    public string? Metrics { get; private set; }

    public double? Progress { get; private set; }

    public DateTime CreatedAt { get; init; }

    public DateTime? StartedAt { get; private set; }

    public DateTime? FinishedAt { get; private set; }

    /// <summary>When the row was last saved; while it is evaluating, its worker's sign of life.</summary>
    public DateTime ChangedAt { get; private set; }

    public bool IsEvaluating => Status == SubmissionStatus.Evaluating.Value;

    public bool IsQueued => Status == SubmissionStatus.Queued.Value;

    /// <summary>A job takes the submission up, if it waits for just this job.</summary>
    public bool Begin(int ticket, DateTime now)
    {
        if (ticket != Ticket || !IsQueued) return false;
        Status = SubmissionStatus.Evaluating.Value;
        Progress = 0;
        StartedAt = now;
        return true;
    }

    /// <summary>The run of an attempt tells how far it is.</summary>
    public bool Report(int attempt, double progress, string metrics)
    {
        if (!IsRunBy(attempt)) return false;
        Progress = progress;
        Metrics = metrics;
        return true;
    }

    /// <summary>The run of an attempt ends with a terminal status.</summary>
    public bool Finish(int attempt, SubmissionStatus status, string? metrics, DateTime now)
    {
        if (!IsRunBy(attempt)) return false;
        End(status, metrics, now);
        return true;
    }

    /// <summary>It waits again, as the next attempt, whatever it was: judged, being judged, or lost.</summary>
    public void QueueAgain()
    {
        Attempt++;
        Ticket++;
        Wait();
        LostWorkers = 0;
    }

    /// <summary>A worker that is told to stop gives the submission back: it waits again as the next attempt, for the same job.</summary>
    public bool GiveBack(int attempt)
    {
        if (!IsRunBy(attempt)) return false;
        Attempt++;
        Wait();
        return true;
    }

    /// <summary>Its worker is lost: it waits again as the next attempt, or has lost too many and ends.</summary>
    public bool LoseWorker(int attempt, string reasonToGiveUp, DateTime now)
    {
        if (!IsRunBy(attempt)) return false;
        var lost = LostWorkers + 1;
        if (lost >= MaxLostWorkers)
        {
            Attempt++;
            End(SubmissionStatus.Failed, reasonToGiveUp, now);
        }
        else
        {
            QueueAgain();
        }

        LostWorkers = lost;
        return true;
    }

    /// <summary>It could not be put into the queue, so nobody would ever take it up.</summary>
    public bool FailUnqueued(int ticket, string reason, DateTime now)
    {
        if (ticket != Ticket || !IsQueued) return false;
        End(SubmissionStatus.Failed, reason, now);
        return true;
    }

    /// <summary>Called by the store for every save.</summary>
    public void MarkChanged(DateTime now, bool first)
    {
        ChangedAt = now;
        if (!first) Revision++;
    }

    private bool IsRunBy(int attempt) => attempt == Attempt && IsEvaluating;

    private void Wait()
    {
        Status = SubmissionStatus.Queued.Value;
        Metrics = null;
        Progress = null;
        StartedAt = null;
        FinishedAt = null;
    }

    private void End(SubmissionStatus status, string? metrics, DateTime now)
    {
        Status = status.Value;
        Metrics = metrics;
        Progress = null;
        FinishedAt = now;
    }
}
