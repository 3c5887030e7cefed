using LiveSubmissions;

namespace JudgeHost.Submissions;

/// <summary>A submission's row, and the rules of its changes. Each saved change raises <see cref="Revision"/>.</summary>
/// <remarks>
/// Two numbers decide who may change the row. <see cref="Attempt"/> is one run of the evaluation. If a worker that counted as lost comes back, the row has a
/// newer attempt, and the worker changes nothing. <see cref="Ticket"/> is one entry in the job queue. If the queue delivers an old job again, the row has a
/// newer ticket, and the job does nothing.
/// </remarks>
internal sealed class Submission
{
    /// <summary>After so many lost workers the submission fails: it may be the submission that kills them.</summary>
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

    /// <summary>A JSON object, or null.</summary>
    public string? Metrics { get; private set; }

    public double? Progress { get; private set; }

    public DateTime CreatedAt { get; init; }

    public DateTime? StartedAt { get; private set; }

    public DateTime? FinishedAt { get; private set; }

    /// <summary>When the row was last saved. During the evaluation this shows that the worker is alive.</summary>
    public DateTime ChangedAt { get; private set; }

    public bool IsEvaluating => Status == SubmissionStatus.Evaluating.Value;

    public bool IsQueued => Status == SubmissionStatus.Queued.Value;

    /// <summary>A job begins the evaluation, if the submission waits for this job.</summary>
    public bool Begin(int ticket, DateTime now)
    {
        if (ticket != Ticket || !IsQueued) return false;
        Status = SubmissionStatus.Evaluating.Value;
        Progress = 0;
        StartedAt = now;
        return true;
    }

    /// <summary>The run of an attempt reports its progress.</summary>
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

    /// <summary>The submission waits again, as the next attempt. This is allowed in every status.</summary>
    public void QueueAgain()
    {
        Attempt++;
        Ticket++;
        Wait();
        LostWorkers = 0;
    }

    /// <summary>A worker that stops gives the submission back: it waits again as the next attempt, for the same job.</summary>
    public bool GiveBack(int attempt)
    {
        if (!IsRunBy(attempt)) return false;
        Attempt++;
        Wait();
        return true;
    }

    /// <summary>The worker is lost: the submission waits again as the next attempt, or fails if it has lost too many workers.</summary>
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

    /// <summary>The submission could not be put into the queue, so it fails: no worker would ever evaluate it.</summary>
    public bool FailUnqueued(int ticket, string reason, DateTime now)
    {
        if (ticket != Ticket || !IsQueued) return false;
        End(SubmissionStatus.Failed, reason, now);
        return true;
    }

    /// <summary>The store calls this for every save.</summary>
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
