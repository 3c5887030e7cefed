namespace JudgeHost.Evaluation;

/// <summary>A submission's file cannot be scored, and its participant can fix that.</summary>
/// <param name="line">The line of the file, counted from 1.</param>
/// <param name="reason">What is wrong there, in words.</param>
internal sealed class MalformedSubmissionException(int line, string reason) : Exception($"Line {line}: {reason}")
{
    public int Line => line;

    public string Reason => reason;
}
