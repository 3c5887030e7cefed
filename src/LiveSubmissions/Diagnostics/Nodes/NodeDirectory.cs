using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using LiveSubmissions.Log;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Diagnostics.Nodes;

/// <summary>Asks all processes for their reports.</summary>
[Experimental("LSUB001")]
public sealed class NodeDirectory(ISubmissionTransport transport, TimeProvider time)
{
    /// <summary>How long a survey waits for processes that reported lately, and for processes that have answered and still look something up.</summary>
    public static readonly TimeSpan AnswerDeadline = TimeSpan.FromSeconds(2.4);

    private const int IdLength = 16;

    /// <summary>
    /// A process is alive if it answered the question, or if it reported within this time. The second rule is for a process that has lost its subscription: it
    /// still reports, but it cannot hear questions. The time is 1.5 report intervals: a process that was killed should not count as deaf for longer than it
    /// takes to notice one missed report.
    /// </summary>
    private static readonly TimeSpan Lately = NodeReporter.Interval * 1.5;

    /// <summary>A survey leaves out processes that have been silent for longer than this.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    /// <summary>
    /// How long a survey waits for a first answer if no process has reported lately. After the log of reports was lost, processes are known by their answers
    /// alone.
    /// </summary>
    private static readonly TimeSpan FirstAnswerDeadline = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long a whole survey may take. It is less than the deadline of the step that asks, so that the step can still say why there is no answer.
    /// </summary>
    private static readonly TimeSpan Deadline = NodeQuestion.Lifetime - TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// The first pause between two reads of the reports. Each pause is twice as long as the one before, up to <see cref="LongestPause"/>, so that a survey
    /// needs few reads.
    /// </summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(25);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(400);

    private readonly string _asker = RandomNumberGenerator.GetHexString(IdLength, lowercase: true);
    private long _counter;

    /// <summary>
    /// The same as <see cref="AskAsync"/>, for several callers that share one survey. It has a deadline of 2.8 seconds in place of a cancellation token.
    /// </summary>
    /// <exception cref="SubmissionTransportException">The transport does not answer.</exception>
    /// <exception cref="OperationCanceledException">The transport neither answered nor failed within 2.8 seconds.</exception>
    public async Task<NodeSurvey> AskForAllAsync(string? problem, string? submission)
    {
        using var deadline = new CancellationTokenSource(Deadline, time);
        return await AskAsync(problem, submission, deadline.Token).ConfigureAwait(false);
    }

    /// <summary>
    /// Asks all processes. Waits until every process that is alive has answered and has found out what takes time, but no longer than 2.4 seconds.
    /// </summary>
    /// <exception cref="SubmissionTransportException">The transport does not answer.</exception>
    public async Task<NodeSurvey> AskAsync(string? problem, string? submission, CancellationToken cancellationToken)
    {
        await transport.ThrowIfNotConfiguredAsync(cancellationToken).ConfigureAwait(false);
        var number = Interlocked.Increment(ref _counter);
        var question = new NodeQuestion($"{_asker}-{number}", problem, submission);
        var entry = ReservedEntry.Write(ReservedGroups.Questions, question.Id, "question", question.ToJson(), new OperationId(_asker, number), time.GetUtcNow());
        var asked = (await transport.AppendAsync(ReservedGroups.Questions, entry, time.GetTimestamp(), origin: null, cancellationToken).ConfigureAwait(false)).Position.Sequence;
        var reports = new NodeReports(transport, asked - (long)Remembered.TotalMicroseconds);
        var started = time.GetTimestamp();
        NodeSurvey? survey = null;
        try
        {
            for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
            {
                await reports.ReadOnAsync(cancellationToken).ConfigureAwait(false);
                survey = Survey(question.Id, LogClock.TimeOf(asked), reports);
                if (IsDone(survey, time.GetElapsedTime(started))) return survey;
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (survey is not null)
        {
            // What is known by now is returned: a slow transport must not hide a fault that was found.
            return survey;
        }
    }

    private static bool IsDone(NodeSurvey survey, TimeSpan waited)
    {
        var isAnswered = survey.Alive.Count > 0 ? !survey.Deaf.Any() : waited >= FirstAnswerDeadline;
        return (isAnswered && !survey.Alive.Any(survey.LooksUp)) || waited >= AnswerDeadline;
    }

    private static NodeSurvey Survey(string question, DateTimeOffset askedAt, NodeReports reports)
    {
        var alive = new List<NodeReport>();
        var gone = new List<(NodeReport, TimeSpan)>();
        foreach (var (report, at) in reports.Newest)
        {
            if (askedAt - at <= Lately || report.Answers.Exists(answer => answer.Question == question)) alive.Add(report);
            else gone.Add((report, askedAt - at));
        }

        return new NodeSurvey(question, alive, gone);
    }
}
