using System.Diagnostics.CodeAnalysis;

namespace LiveSubmissions.Broadcasting;

/// <summary>
/// What a program gives must not keep a status from its page. Only an update that says nothing, or of nobody, is wrong use and throws; any other part that is
/// wrong is put right or left out.
/// </summary>
[Experimental("LSUB001")]
public static class UpdateValidator
{
    internal static void ThrowIfWrong(SubmissionUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        if (update.SubmissionId.IsMissing)
        {
            throw new ArgumentException("The update has no submission id. Give the id of the submission's row.", nameof(update));
        }

        if (update.Status.Value.Length == 0)
        {
            throw new ArgumentException(
                $"The update of submission {update.SubmissionId} has no status. Give one, for instance SubmissionStatus.Evaluating.", nameof(update));
        }
    }

    /// <summary>The update with what is wrong in it put right or left out.</summary>
    /// <param name="update">An update that is no wrong use.</param>
    /// <param name="leftOut">What was changed and left out, in words; null if the update is returned as it is.</param>
    public static SubmissionUpdate Correct(SubmissionUpdate update, out string? leftOut)
    {
        ArgumentNullException.ThrowIfNull(update);
        leftOut = null;
        if (update.Status.Given is { } given)
        {
            leftOut = $"the status '{given}' was sent as '{update.Status}' (a status is one line of at most {SubmissionStatus.MaxLength} characters)";
        }

        if (update.Progress is { } progress && !(progress >= 0 && progress <= 1))
        {
            double? sent = double.IsFinite(progress) ? Math.Clamp(progress, 0, 1) : null;
            leftOut = Join(leftOut, FormattableString.Invariant(
                sent is null
                    ? $"the progress {progress} was left out (give a number from 0 to 1, or null)"
                    : (FormattableString)$"the progress {progress} was sent as {sent} (it is the part that is done, from 0 to 1)"));
            update = update with { Progress = sent };
        }

        if (update.Revision < 0)
        {
            leftOut = Join(leftOut, FormattableString.Invariant($"the revision {update.Revision} was left out (give a number that grows from 0, or null)"));
            update = update with { Revision = null };
        }

        return update;
    }

    /// <summary>Two things that were left out, or the one that was.</summary>
    internal static string? Join(string? first, string? second) => first is null ? second : second is null ? first : $"{first}; {second}";
}
