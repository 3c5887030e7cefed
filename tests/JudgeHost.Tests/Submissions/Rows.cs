using JudgeHost.Submissions;

namespace JudgeHost.Tests.Submissions;

/// <summary>Rows in the states that tests need.</summary>
internal static class Rows
{
    public static readonly DateTime Now = new(2026, 5, 1, 12, 0, 0, DateTimeKind.Utc);

    public static Submission Queued() => new() { FileName = "predictions.csv", ProblemId = 1, CreatedAt = Now };

    public static Submission Evaluating()
    {
        var row = Queued();
        Assert.True(row.Begin(row.Ticket, Now));
        return row;
    }
}
