using System.Threading.Channels;
using LiveSubmissions.Log;
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

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan GoodbyeDeadline = TimeSpan.FromSeconds(1);

    private readonly INodeFacts[] _facts = [.. facts];
    private readonly Channel<NodeQuestion> _questions =
        Channel.CreateBounded<NodeQuestion>(new BoundedChannelOptions(16) { FullMode = BoundedChannelFullMode.DropOldest });

    private IAsyncDisposable? _listening;
    private long _counter;
    private double _clockAheadSeconds;
    private bool _failing;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (Interlocked.Exchange(ref _listening, null) is { } listening) await listening.DisposeAsync();
        if (_counter > 0) await TryAppendAsync("stopped", null, GoodbyeDeadline, cancellationToken);
    }

    void ITransportListener.OnAppended(string epoch, long predecessor, LogEntry entry)
    {
        if (entry.State.Status.Value == "question")
        {
            _questions.Writer.TryWrite(NodeQuestion.FromJson(entry.State.Submission.ToString(), ReservedEntry.Read(entry.State)));
        }
    }

    void ITransportListener.OnInterrupted()
    {
    }

    void ITransportListener.OnRestored()
    {
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!transport.IsConfigured) return;
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        NodeQuestion? question = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            await TryAppendAsync("alive", question, Deadline, stoppingToken);
            question = await NextQuestionAsync(stoppingToken);
        }
    }

    /// <summary>The next question; nothing when the interval is over.</summary>
    private async ValueTask<NodeQuestion?> NextQuestionAsync(CancellationToken stop)
    {
        using var due = new CancellationTokenSource(Interval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(due.Token, stop);
        try
        {
            return await _questions.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>A fault here is told once: what it means for updates, the broadcaster and the feed say.</summary>
    private async ValueTask TryAppendAsync(string status, NodeQuestion? question, TimeSpan deadline, CancellationToken cancel)
    {
        using var timeout = new CancellationTokenSource(deadline, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
        try
        {
            if (status == "alive") _listening ??= await transport.ListenAsync(ReservedGroups.Questions, this, limit.Token);
            var report = await ReportAsync(question, limit.Token);
            var operation = new OperationId(identity.Id, ++_counter);
            var now = time.GetUtcNow();
            var entry = ReservedEntry.Write(ReservedGroups.Nodes, identity.Id, status, report.ToJson(), operation, now);
            var result = await transport.AppendAsync(ReservedGroups.Nodes, entry, time.GetTimestamp(), limit.Token);
            if (result.IsAccepted) _clockAheadSeconds = ReservedClock.Ahead(now, result.Position.Sequence);
            _failing = false;
        }
        catch (Exception exception) when (!cancel.IsCancellationRequested || exception is not OperationCanceledException)
        {
            if (!_failing) messages.CannotReport(exception.Message);
            _failing = true;
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async ValueTask<NodeReport> ReportAsync(NodeQuestion? question, CancellationToken cancel)
    {
        var report = new NodeReport
        {
            Node = identity.Id,
            Version = NodeIdentity.Version,
            Machine = Environment.MachineName,
            Process = Environment.ProcessId,
            Transport = transport.Description,
            ClockAheadSeconds = _clockAheadSeconds,
            Answers = question?.Id,
        };
        if (question?.Submission is { } submission) report.Trace = trace.Of(question.Problem, submission);
        foreach (var room in _facts) await room.AddToAsync(report, cancel);
        return report;
    }
}
