using System.Threading.Channels;
using LiveSubmissions.Log;
using LiveSubmissions.Telemetry;
using LiveSubmissions.Transport;
using Microsoft.Extensions.Hosting;

namespace LiveSubmissions.Diagnostics.Nodes;

/// <summary>
/// Reports the state of this process every 10 seconds, and whenever somebody asks: as an entry in a log that every process with the same transport reads. So a
/// process whose report is fresh and does not answer the question can write, but does not hear notifications.
/// </summary>
internal sealed class NodeReporter(
    ISubmissionTransport transport, NodeIdentity identity, IEnumerable<INodeFacts> facts, TraceLog trace, TimeProvider time, DiagnosticsLog messages)
    : BackgroundService, ITransportListener
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How many questions are answered at once. If more are asked, the oldest ones are dropped, and their askers see this process as deaf, once.
    /// </summary>
    private const int MaxQuestions = 64;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan GoodbyeDeadline = TimeSpan.FromSeconds(1);

    /// <summary>The pause after an unexpected exception: the loop must not spin.</summary>
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>How long a question is answered. Nobody waits for the answer longer than that.</summary>
    private static readonly TimeSpan Answered = NodeQuestion.Lifetime;

    /// <summary>The tag <c>live_submissions.where</c> of its failures.</summary>
    private const string Where = "reporter";

    private readonly INodeFacts[] _facts = [.. facts];

    /// <summary>
    /// Questions that were heard and are not answered yet. A <see langword="null"/> among them only wakes the loop: there is something else to report, or the
    /// log of questions has to be read.
    /// </summary>
    private readonly Channel<NodeQuestion?> _questions =
        Channel.CreateBounded<NodeQuestion?>(new BoundedChannelOptions(MaxQuestions) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>
    /// The questions that were heard lately, oldest first, each with its look-up. Each report answers all of them, because it replaces the report before it,
    /// which somebody may not have read yet.
    /// </summary>
    private readonly List<(NodeQuestion Question, long At, Task LookUp)> _lately = [];

    /// <summary>The look-ups of all <see cref="INodeFacts"/>, one round at a time. Each has a deadline, throws nothing, and ends with the process.</summary>
    private Task _lookUp = Task.CompletedTask;

    /// <summary>Whether questions may have been missed. Then the log of questions is read, once.</summary>
    private volatile bool _mayHaveMissed = true;

    private IAsyncDisposable? _listening;
    private long _counter;
    private double _clockAheadSeconds;
    private bool _failing;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Interlocked.Exchange(ref _listening, null) is { } listening) await listening.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The process still reports that it stops, and the host stops.
            messages.Failed(Where, exception);
        }

        if (_counter > 0) await TryAppendAsync("stopped", GoodbyeDeadline, cancellationToken).ConfigureAwait(false);
    }

    bool ITransportListener.OnAppended(TransportNotification notification)
    {
        var entry = notification.Entry;
        if (entry.State.Status.Value == "question" && QuestionOf(entry) is { } question) _questions.Writer.TryWrite(question);
        return false;
    }

    void ITransportListener.OnMissed() => ((ITransportListener)this).OnRestored();

    void ITransportListener.OnInterrupted()
    {
    }

    void ITransportListener.OnRestored()
    {
        _mayHaveMissed = true;
        _questions.Writer.TryWrite(null);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!transport.IsConfigured) return;
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                HearPending(stoppingToken);
                await TryAppendAsync("alive", Deadline, stoppingToken).ConfigureAwait(false);
                await WaitAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // If this exception left the loop, it would stop the whole host.
                messages.Failed(Where, exception);
                await Task.Delay(PauseAfterFailure, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>
    /// The question in an entry; <see langword="null"/> if it holds none. Other programs can write to the log, so an entry may hold anything.
    /// </summary>
    private static NodeQuestion? QuestionOf(LogEntry entry) =>
        NodeQuestion.FromJson(entry.State.Submission.ToString(), ReservedEntry.Read(entry.State));

    /// <summary>Waits until there is something to answer, or the interval is over.</summary>
    private async ValueTask WaitAsync(CancellationToken stop)
    {
        using var due = new CancellationTokenSource(Interval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(due.Token, stop);
        try
        {
            await _questions.Reader.WaitToReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The interval is over, or the process is stopping.
        }
    }

    /// <summary>
    /// Appends a report. If that fails again and again, it is logged once; the broadcaster and the feed log what the fault means for updates.
    /// </summary>
    private async ValueTask TryAppendAsync(string status, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(deadline, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            if (status == "alive") _listening ??= await transport.ListenAsync(ReservedGroups.Questions, this, limit.Token).ConfigureAwait(false);
            var report = status == "alive" ? Report().ToJson() : null;
            var operation = new OperationId(identity.Id, ++_counter);
            var before = time.GetUtcNow();
            var entry = ReservedEntry.Write(ReservedGroups.Nodes, identity.Id, status, report, operation, before);
            var result = await transport.AppendAsync(ReservedGroups.Nodes, entry, time.GetTimestamp(), origin: null, limit.Token).ConfigureAwait(false);
            if (result.IsHeld)
            {
                _clockAheadSeconds = -TransportServer.AheadBy(LogClock.TimeOf(result.Position.Sequence), before, time.GetUtcNow()).TotalSeconds;
                if (_mayHaveMissed && status == "alive") await HearMissedAsync(result.Position.Sequence, limit.Token).ConfigureAwait(false);
            }

            _failing = false;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested || exception is not OperationCanceledException)
        {
            if (!_failing) messages.CannotReport(exception.Message);
            _failing = true;
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private void HearPending(CancellationToken stop)
    {
        _lately.RemoveAll(heard => time.GetElapsedTime(heard.At) > Answered);
        while (_questions.Reader.TryRead(out var question))
        {
            if (question is null || WasHeard(question)) continue;
            if (_lately.Count == MaxQuestions) _lately.RemoveAt(0);
            _lately.Add((question, time.GetTimestamp(), LookUp(stop)));
        }
    }

    /// <summary>Starts a look-up. If one is running already, the question shares it.</summary>
    private Task LookUp(CancellationToken stop)
    {
        if (!_lookUp.IsCompleted) return _lookUp;
        _lookUp = Task.WhenAll(_facts.Select(room => room.LookUpAsync(stop)));
        if (!_lookUp.IsCompleted) _lookUp.GetAwaiter().OnCompleted(() => _questions.Writer.TryWrite(null));
        return _lookUp;
    }

    /// <summary>
    /// Reads the questions that were asked while this process did not listen, also before it started. They are answered, so that the process does not count as
    /// deaf.
    /// </summary>
    /// <param name="now">The present time by the log's clock, in microseconds.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    private async ValueTask HearMissedAsync(long now, CancellationToken cancellationToken)
    {
        _mayHaveMissed = false;
        try
        {
            var end = (await transport.ReadEndsAsync([ReservedGroups.Questions], cancellationToken).ConfigureAwait(false))[0].Position;
            var since = now - (long)Answered.TotalMicroseconds;
            if (end.Sequence <= since) return;
            var page = await transport.ReadAsync(ReservedGroups.Questions, end with { Sequence = since }, MaxQuestions, cancellationToken).ConfigureAwait(false);
            foreach (var question in page.Entries.Select(QuestionOf).OfType<NodeQuestion>().Where(question => !WasHeard(question))) _questions.Writer.TryWrite(question);
        }
        catch
        {
            _mayHaveMissed = true;
            throw;
        }
    }

    private bool WasHeard(NodeQuestion question) => _lately.Exists(heard => heard.Question.Id == question.Id);

    private NodeReport Report()
    {
        var report = new NodeReport
        {
            Node = identity.Id,
            Version = NodeIdentity.Version,
            Machine = Environment.MachineName,
            Process = Environment.ProcessId,
            Transport = transport.Description,
            ClockAheadSeconds = _clockAheadSeconds,
            Answers = [.. _lately.Select(heard => AnswerTo(heard.Question, heard.LookUp))],
        };
        foreach (var room in _facts) TryAdd(room, report);
        return report;
    }

    /// <summary>Adds the facts of one source. If that fails, the process is still reported, without these facts.</summary>
    private void TryAdd(INodeFacts room, NodeReport report)
    {
        try
        {
            room.AddTo(report);
        }
        catch (Exception exception)
        {
            messages.Failed(Where, exception);
        }
    }

    private List<TraceFacts> HopsOf(string? problem, string submission) =>
        trace.Find(problem, submission).ConvertAll(TraceFacts.From);

    private AnswerFacts AnswerTo(NodeQuestion question, Task lookUp) =>
        new(question.Id, question.Submission is { } submission ? HopsOf(question.Problem, submission) : null, !lookUp.IsCompleted);
}
