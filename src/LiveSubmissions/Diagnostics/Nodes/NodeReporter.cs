using System.Threading.Channels;
using LiveSubmissions.Log;
using LiveSubmissions.Telemetry;
using LiveSubmissions.Transport;
using Microsoft.Extensions.Hosting;

namespace LiveSubmissions.Diagnostics.Nodes;

/// <summary>
/// Says every few seconds, and whenever somebody asks, how this process is: by an entry in a log that every process of the same transport reads. An
/// entry that is fresh without an answer therefore tells of a process that can write and does not hear.
/// </summary>
internal sealed class NodeReporter(
    ISubmissionTransport transport, NodeIdentity identity, IEnumerable<INodeFacts> facts, TraceLog trace, TimeProvider time, DiagnosticsLog messages)
    : BackgroundService, ITransportListener
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>More processes may ask at once: those beyond take this one for deaf, once.</summary>
    private const int MaxQuestions = 64;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan GoodbyeDeadline = TimeSpan.FromSeconds(1);

    /// <summary>After a failure that was not foreseen: a loop must not spin.</summary>
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>For how long a question is answered: nobody waits longer for it.</summary>
    private static readonly TimeSpan Answered = NodeQuestion.Lifetime;

    /// <summary>The tag of its failures.</summary>
    private const string Where = "reporter";

    private readonly INodeFacts[] _facts = [.. facts];

    /// <summary>Heard and not yet answered; nothing: there is something else to report, or to look at.</summary>
    private readonly Channel<NodeQuestion?> _questions =
        Channel.CreateBounded<NodeQuestion?>(new BoundedChannelOptions(MaxQuestions) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>
    /// What was heard lately, oldest first, each with what is looked up for it. A report takes the place of the one before, which somebody may not have read yet.
    /// </summary>
    private readonly List<(NodeQuestion Question, long At, Task LookUp)> _lately = [];

    /// <summary>What the rooms look up, one round at a time. Each has a deadline, throws nothing, and ends with the process.</summary>
    private Task _lookUp = Task.CompletedTask;

    /// <summary>Notifications come, and may have been missed: the log of questions is to be looked at, once.</summary>
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
            // It still says goodbye, and the host stops.
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
                // Thrown on, it would stop the whole host.
                messages.Failed(Where, exception);
                await Task.Delay(PauseAfterFailure, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Nothing if it is none: whoever can write to the log can write anything.</summary>
    private static NodeQuestion? QuestionOf(LogEntry entry) =>
        NodeQuestion.FromJson(entry.State.Submission.ToString(), ReservedEntry.Read(entry.State));

    /// <summary>Until there is something to answer, or the interval is over.</summary>
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
            // The interval is over, or it is stopping.
        }
    }

    /// <summary>A fault here is told once: what it means for updates, the broadcaster and the feed say.</summary>
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

    /// <summary>Who asks while something is being looked up gets the same.</summary>
    private Task LookUp(CancellationToken stop)
    {
        if (!_lookUp.IsCompleted) return _lookUp;
        _lookUp = Task.WhenAll(_facts.Select(room => room.LookUpAsync(stop)));
        if (!_lookUp.IsCompleted) _lookUp.GetAwaiter().OnCompleted(() => _questions.Writer.TryWrite(null));
        return _lookUp;
    }

    /// <summary>Answers what was asked while this process did not listen, which is before it started too: it hears, and is not to be taken for deaf.</summary>
    /// <param name="now">The log's clock.</param>
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

    /// <summary>A room that fails must not keep the process from being seen.</summary>
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
