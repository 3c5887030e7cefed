using System.Diagnostics;
using LiveSubmissions.Log;

namespace LiveSubmissions.Telemetry;

/// <summary>
/// The library's spans: one for a broadcast, and one, its child in the node's process, for its arrival in each mirror. A listener that throws costs its
/// span, and nothing else: no outcome, and not the caller's <see cref="Activity.Current"/>.
/// </summary>
internal static class LiveSubmissionsTracing
{
    public const string SourceName = "LiveSubmissions";

    /// <summary>Nothing if a listener threw when it was told of the source: then there are no spans.</summary>
    private static readonly ActivitySource? Source = CreateSource();

    /// <summary>A broadcast, until its result is known; nothing if nobody listens.</summary>
    public static Activity? StartBroadcast(SubmissionUpdate update)
    {
        var before = Activity.Current;
        try
        {
            if (Source?.StartActivity("broadcast submission update", ActivityKind.Producer) is not { } activity) return null;
            Describe(activity, update.ProblemId, update.SubmissionId, update.Status);
            return activity;
        }
        catch (Exception)
        {
            MakeCurrent(before);
            return null;
        }
    }

    /// <summary>The trace context that an entry takes along; nothing if there is none.</summary>
    public static string? Current => Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;

    /// <summary>Says what came of a broadcast, and ends its span.</summary>
    public static void End(Activity? activity, BroadcastOutcome outcome)
    {
        if (activity is null) return;
        try
        {
            activity.SetTag("live_submissions.outcome", Name(outcome));
            if (outcome is not (BroadcastOutcome.Accepted or BroadcastOutcome.AlreadyKnown or BroadcastOutcome.Refused)) activity.SetStatus(ActivityStatusCode.Error);
            activity.Dispose();
        }
        catch (Exception)
        {
            MakeCurrent(activity.Parent);
        }
    }

    /// <summary>An entry has come to a mirror.</summary>
    public static void Received(SubmissionGroup group, SubmissionEntry entry)
    {
        if (entry.TraceParent is null || Source?.HasListeners() != true) return;
        if (!ActivityContext.TryParse(entry.TraceParent, null, isRemote: true, out var parent)) return;
        var before = Activity.Current;
        try
        {
            using var activity = Source.StartActivity("receive submission update", ActivityKind.Consumer, parent);
            if (activity is null) return;
            Describe(activity, entry.Problem, entry.Submission, entry.Status);
            activity.SetTag("live_submissions.group", group.Name);
        }
        catch (Exception)
        {
            MakeCurrent(before);
        }
    }

    /// <summary>An outcome as tags of spans and metrics say it.</summary>
    public static string Name(BroadcastOutcome outcome) => outcome switch
    {
        BroadcastOutcome.Accepted => "accepted",
        BroadcastOutcome.AlreadyKnown => "already_known",
        BroadcastOutcome.Refused => "refused",
        BroadcastOutcome.Skipped => "skipped",
        BroadcastOutcome.Deferred => "deferred",
        _ => "failed",
    };

    private static void Describe(Activity activity, ProblemId problem, SubmissionId submission, SubmissionStatus status)
    {
        activity.SetTag("live_submissions.problem.id", problem.ToString());
        activity.SetTag("live_submissions.submission.id", submission.ToString());
        activity.SetTag("live_submissions.status", status.Value);
    }

    private static ActivitySource? CreateSource()
    {
        try
        {
            return new ActivitySource(SourceName);
        }
        catch (Exception)
        {
            return null;
        }
    }

    /// <summary>A listener that throws when an activity starts or stops leaves it the current one.</summary>
    private static void MakeCurrent(Activity? activity)
    {
        try
        {
            Activity.Current = activity;
        }
        catch (Exception)
        {
            // It is current by now; somebody threw who was told of the change.
        }
    }
}
