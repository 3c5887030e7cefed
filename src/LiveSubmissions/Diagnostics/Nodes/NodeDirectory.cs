using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using LiveSubmissions.Log;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Diagnostics.Nodes;

/// <summary>Asks all processes how they are.</summary>
[Experimental("LSUB001")]
public sealed class NodeDirectory(ISubmissionTransport transport, TimeProvider time)
{
    /// <summary>How long processes that report are waited for, and those that have answered and look something up.</summary>
    public static readonly TimeSpan AnswerDeadline = TimeSpan.FromSeconds(2.4);

    private const int IdLength = 16;

    /// <summary>
    /// A process that reported within this time is alive, and so is one that answers. One that was killed does neither, and is not to be taken for deaf for
    /// longer than one missed report shows.
    /// </summary>
    private static readonly TimeSpan Lately = NodeReporter.Interval * 1.5;

    /// <summary>Processes that were last heard of before that are forgotten.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    /// <summary>How long processes of which nothing is known are waited for: right after a log was lost, they are known by their answers alone.</summary>
    private static readonly TimeSpan FirstAnswerDeadline = TimeSpan.FromMilliseconds(500);

    /// <summary>For all of it: before the deadline of the step that asks, which is to say why there is no answer.</summary>
    private static readonly TimeSpan Deadline = NodeQuestion.Lifetime - TimeSpan.FromMilliseconds(200);

    /// <summary>The first pause between two looks; each is twice the one before, so that a survey takes few of them.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(25);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(400);

    private readonly string _asker = RandomNumberGenerator.GetHexString(IdLength, lowercase: true);
    private long _counter;

    /// <summary>The same, for several that wait for one answer.</summary>
    /// <exception cref="SubmissionTransportException">The transport does not answer.</exception>
    /// <exception cref="OperationCanceledException">It answers neither so nor so within three seconds.</exception>
    public async Task<NodeSurvey> AskForAllAsync(string? problem, string? submission)
    {
        using var deadline = new CancellationTokenSource(Deadline, time);
        return await AskAsync(problem, submission, deadline.Token).ConfigureAwait(false);
    }

    /// <summary>Asks, and waits until all that are alive have answered with what they look up, or for 2.4 seconds.</summary>
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
            // What is known by now is the answer: a slow transport must not hide a fault that was found.
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
