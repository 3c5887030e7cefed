using System.Diagnostics;
using LiveSubmissions.Log;

namespace LiveSubmissions.Telemetry;

/// <summary>
/// The spans of the library: one for each broadcast, and a child span for each mirror that gets the update, in the process of that node. If a listener
/// throws, only its span is lost: the outcome of the broadcast and the caller's <see cref="Activity.Current"/> stay as they are.
/// </summary>
internal static class LiveSubmissionsTracing
{
    public const string SourceName = "LiveSubmissions";

    /// <summary>The source of the spans; <see langword="null"/> if a listener threw when the source was made. Then there are no spans.</summary>
    private static readonly ActivitySource? Source = CreateSource();

    /// <summary>Starts the span of a broadcast, which <see cref="End"/> ends; returns <see langword="null"/> if there is no listener.</summary>
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

    /// <summary>The trace context that is stored in an entry; <see langword="null"/> if there is none.</summary>
    public static string? Current => Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;

    /// <summary>Adds the outcome to the span of a broadcast, and ends the span.</summary>
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

    /// <summary>Records the span of an entry that has arrived in a mirror.</summary>
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

    /// <summary>The text of an outcome in the tags of spans and metrics.</summary>
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

    /// <summary>
    /// Sets <see cref="Activity.Current"/>. This is needed when a listener throws at the start or stop of an activity, because that activity then stays the
    /// current one.
    /// </summary>
    private static void MakeCurrent(Activity? activity)
    {
        try
        {
            Activity.Current = activity;
        }
        catch (Exception)
        {
            // The activity is current already; a handler of the change event threw.
        }
    }
}
