using LiveSubmissions;
using LiveSubmissions.Transport;

namespace JudgeHost.Api;

/// <summary>Reads where a problem's log ends. Without an answer there is no position: the page then shows the rows, and says that it is not live.</summary>
internal sealed partial class PositionReader(ISubmissionFeed feed, ISubmissionGroupNaming naming, ILogger<PositionReader> log)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    public async Task<string?> ReadAsync(int problemId, CancellationToken cancel)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(Deadline);
        try
        {
            return (await feed.GetPositionAsync(naming.ForProblem(problemId), deadline.Token)).ToString();
        }
        catch (SubmissionTransportException e)
        {
            LogNoPosition(log, problemId, e.Message);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            LogNoPosition(log, problemId, $"The transport did not answer within {Deadline.TotalSeconds} s.");
        }

        return null;
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "No feed position for problem {ProblemId}; its submissions are listed without one. {Reason}")]
    private static partial void LogNoPosition(ILogger log, int problemId, string reason);
}
