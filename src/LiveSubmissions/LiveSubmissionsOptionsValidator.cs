using Microsoft.Extensions.Options;

namespace LiveSubmissions;

/// <summary>Checks the settings when the host starts, and reports every error together: each with the setting, its value and the fix.</summary>
internal sealed class LiveSubmissionsOptionsValidator : IValidateOptions<LiveSubmissionsOptions>
{
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public ValidateOptionsResult Validate(string? name, LiveSubmissionsOptions options)
    {
        var errors = new List<string>();
        var broadcaster = options.Broadcaster;
        Check(errors, "Broadcaster.MaxUpdateBytes", broadcaster.MaxUpdateBytes, 1024, BroadcasterOptions.MostUpdateBytes);
        Check(errors, "Broadcaster.Timeout", broadcaster.Timeout, Instant, Minute);
        Check(errors, "Broadcaster.AppendDeadline", broadcaster.AppendDeadline, Instant, Minute);
        Check(errors, "Broadcaster.OutboxCapacity", broadcaster.OutboxCapacity, 1, 1_000_000);
        Check(errors, "Broadcaster.OutboxRetryDelay", broadcaster.OutboxRetryDelay, TimeSpan.FromMilliseconds(10), Minute);
        Check(errors, "Broadcaster.ShutdownTimeout", broadcaster.ShutdownTimeout, TimeSpan.Zero, Minute);
        Check(errors, "Retention.MaxSubmissions", options.Retention.MaxSubmissions, 1, 1_000_000);
        Check(errors, "Retention.Period", options.Retention.Period, Minute, TimeSpan.FromDays(365));
        Check(errors, "Feed.RecheckInterval", options.Feed.RecheckInterval, Instant, TimeSpan.FromMinutes(2));
        Check(errors, "Feed.MirrorLinger", options.Feed.MirrorLinger, TimeSpan.Zero, TimeSpan.FromHours(1));
        Check(errors, "Feed.MaxFollowedGroups", options.Feed.MaxFollowedGroups, 1, 1_000_000);
        Check(errors, "Feed.HeartbeatInterval", options.Feed.HeartbeatInterval, Instant, TimeSpan.FromMinutes(5));
        Check(errors, "Feed.MaxBatchBytes", options.Feed.MaxBatchBytes, 1024, 16 * 1024 * 1024);
        if (options.Retention.Period / 2 < options.Feed.RecheckInterval)
        {
            errors.Add(
                $"LiveSubmissionsOptions.Retention.Period is {options.Retention.Period}, less than twice LiveSubmissionsOptions.Feed.RecheckInterval "
                + $"({options.Feed.RecheckInterval}): a log could expire while it is watched. Raise the period or lower the interval.");
        }

        if (options.TerminalStatuses.Count == 0)
        {
            errors.Add("LiveSubmissionsOptions.TerminalStatuses is empty. Add the statuses after which a submission changes no more, for instance accepted.");
        }

        foreach (var status in options.TerminalStatuses.Where(static status => status.Value.Length == 0 || status.Given is not null))
        {
            errors.Add(
                $"LiveSubmissionsOptions.TerminalStatuses has '{status.Given ?? ""}', which is no status. Write each as it is broadcast, in one line of "
                + $"{SubmissionStatus.MaxLength} characters at most, for instance wrong_answer.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void Check<T>(List<string> errors, string setting, T value, T least, T most)
        where T : IComparable<T> => SettingRange.Check(errors, $"{nameof(LiveSubmissionsOptions)}.{setting}", value, least, most);
}
