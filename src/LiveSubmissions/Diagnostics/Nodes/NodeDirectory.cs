using System.Security.Cryptography;
using LiveSubmissions.Feed;
using LiveSubmissions.Log;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Diagnostics.Nodes;

/// <summary>Asks all processes how they are.</summary>
internal sealed class NodeDirectory(ISubmissionTransport transport, TimeProvider time)
{
    private const int IdLength = 16;

    /// <summary>
    /// A process that reported within this time is alive. Who hears the question is so by its answer; this is for who does not hear, and reports all the
    /// same. A process that was killed does neither, and is not to be taken for deaf for longer than one missed report shows.
    /// </summary>
    private static readonly TimeSpan Lately = NodeReporter.Interval * 1.5;

    /// <summary>How long processes that report are waited for.</summary>
    private static readonly TimeSpan AnswerDeadline = TimeSpan.FromSeconds(1.5);

    /// <summary>How long processes are waited for of which nothing is known: right after a log was lost, they are known by their answers alone.</summary>
    private static readonly TimeSpan FirstAnswerDeadline = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Deadline = DiagnosticRunner.StepDeadline;

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

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

    /// <summary>Asks, and waits until all that are alive have answered, or for a second and a half.</summary>
    /// <exception cref="SubmissionTransportException">The transport does not answer.</exception>
    public async Task<NodeSurvey> AskAsync(string? problem, string? submission, CancellationToken cancel)
    {
        await Steps.ConfigurationStep.RequireAsync(transport, cancel).ConfigureAwait(false);
        var question = new NodeQuestion($"{_asker}-{Interlocked.Increment(ref _counter)}", problem, submission);
        var entry = ReservedEntry.Write(
            ReservedGroups.Questions, question.Id, "question", question.ToJson(), new OperationId(_asker, _counter), time.GetUtcNow());
        var asked = await transport.AppendAsync(ReservedGroups.Questions, entry, time.GetTimestamp(), origin: null, cancel).ConfigureAwait(false);
        var logNow = ReservedClock.At(asked.Position.Sequence);
        var started = time.GetTimestamp();
        while (true)
        {
            var survey = await ReadAsync(question.Id, logNow, cancel).ConfigureAwait(false);
            var waited = time.GetElapsedTime(started);
            if (waited >= AnswerDeadline || (!survey.Deaf.Any() && (survey.Alive.Count > 0 || waited >= FirstAnswerDeadline))) return survey;
            await Task.Delay(LookAgain, time, cancel).ConfigureAwait(false);
        }
    }

    private async Task<NodeSurvey> ReadAsync(string question, DateTimeOffset logNow, CancellationToken cancel)
    {
        var log = await new LogReader(transport, ReservedGroups.Nodes).ReadAllAsync(cancel).ConfigureAwait(false);
        var alive = new List<NodeReport>();
        var gone = new List<(NodeReport, TimeSpan)>();
        foreach (var entry in log.Entries)
        {
            if (entry.State.Status.Value == "stopped" || NodeReport.FromJson(ReservedEntry.Read(entry.State)) is not { } report) continue;
            var silent = logNow - ReservedClock.At(entry.Sequence);
            if (silent <= Lately) alive.Add(report);
            else gone.Add((report, silent));
        }

        return new NodeSurvey(question, alive, gone);
    }
}
