namespace LiveSubmissions.Broadcasting;

/// <summary>Wrong use, told to the caller at once; everything else that can happen to an update is a result.</summary>
internal static class UpdateValidator
{
    public static void ThrowIfWrong(SubmissionUpdate update)
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

        if (update.Progress is { } progress && !(progress >= 0 && progress <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(update), progress, $"The progress of submission {update.SubmissionId} is not from 0 to 1. Give the part that is done, or null.");
        }

        if (update.Revision < 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(update), update.Revision, $"The revision of submission {update.SubmissionId} is negative. Give a number that grows from 0, or null.");
        }
    }
}
