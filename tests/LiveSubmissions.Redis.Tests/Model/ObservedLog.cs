using LiveSubmissions.Contracts;
using LiveSubmissions.Log;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Redis.Tests.Model;

/// <summary>
/// A log under test: does what the steps say, and writes down what came of it. Sequences and epochs are clock and chance; they are written as the
/// number of the position or epoch that was seen first, so that two logs that behave alike are written alike.
/// </summary>
internal sealed class ObservedLog(IReadOnlyList<ISubmissionTransport> nodes, SubmissionGroup group)
{
    private readonly List<(SubmissionEntry Entry, TimeSpan Age)> _broadcasts = [];
    private readonly List<FeedPosition> _positions = [];
    private readonly List<string> _epochs = [];
    private readonly RecordingListener _listener = new();
    private int _accepted;

    /// <summary>What came of each step.</summary>
    public List<string> Observations { get; } = [];

    public async Task RunAsync(IEnumerable<LogStep> steps)
    {
        await using var listening = await nodes[0].ListenAsync(group, _listener, default);
        foreach (var end in await nodes[0].ReadEndsAsync([group], default)) _positions.Add(end.Position);
        foreach (var step in steps) Observations.Add(await DoAsync(step));
        Observations.Add(await ReadAsync(nodes[0], default, 1000));
        await _listener.ToHearAsync(_accepted);
        Observations.AddRange(_listener.Notifications.Select(n => $"heard {Position(n.Epoch, n.Predecessor)} then {Entry(n.Entry)}"));
    }

    private async Task<string> DoAsync(LogStep step)
    {
        switch (step)
        {
            case LogStep.Append append:
                var counter = _broadcasts.Count + 1;
                var status = $"{append.Broadcaster} says {counter}";
                var entry = SampleEntry.Create(append.Submission, status, append.Revision, $"b{append.Broadcaster}", counter);
                _broadcasts.Add((entry, TimeSpan.FromMinutes(append.AgeInMinutes)));
                return await AppendAsync(nodes[append.Node], _broadcasts[^1]);
            case LogStep.Repeat repeat when _broadcasts.Count > 0:
                return await AppendAsync(nodes[repeat.Node], _broadcasts[repeat.Broadcast % _broadcasts.Count]);
            case LogStep.Read read:
                return await ReadAsync(nodes[read.Node], _positions[read.Position % _positions.Count], read.Limit);
            case LogStep.Fence fence:
                await nodes[fence.Node].FenceAsync(group, _positions[fence.Position % _positions.Count].Epoch!, default);
                var end = (await nodes[fence.Node].ReadEndsAsync([group], default))[0].Position;
                _positions.Add(end);
                return $"ends at {Position(end.Epoch!, end.Sequence)}";
            default:
                return "nothing";
        }
    }

    private async Task<string> AppendAsync(ISubmissionTransport node, (SubmissionEntry Entry, TimeSpan Age) broadcast)
    {
        var time = TimeProvider.System;
        var broadcastAt = time.GetTimestamp() - (long)(broadcast.Age.TotalSeconds * time.TimestampFrequency);
        var result = await node.AppendAsync(group, broadcast.Entry, broadcastAt, default);
        var isNew = result.IsHeld && _positions.TrueForAll(known => known.Sequence != result.Position.Sequence);
        if (isNew) _accepted++;
        _positions.Add(result.Position);
        return $"{result.Refusal}{(isNew ? " new" : "")} {Position(result.Position.Epoch!, result.Position.Sequence)}";
    }

    private async Task<string> ReadAsync(ISubmissionTransport node, FeedPosition after, int limit)
    {
        var page = await node.ReadAsync(group, after, limit, default);
        var entries = string.Join(", ", page.Entries.Select(Entry));
        return $"floor {Position(page.Epoch, page.Floor)}, end {Position(page.Epoch, page.End)}, more {page.HasMore}: {entries}";
    }

    private string Entry(LogEntry entry) =>
        $"{Sequence(entry.Sequence)} {entry.State.Submission} {entry.State.Status} r{entry.State.Revision} {entry.State.Operation}";

    private string Position(string epoch, long sequence)
    {
        var number = _epochs.IndexOf(epoch);
        if (number < 0)
        {
            number = _epochs.Count;
            _epochs.Add(epoch);
        }

        return $"e{number}:{Sequence(sequence)}";
    }

    private string Sequence(long sequence) => sequence == 0 ? "0" : $"#{_positions.FindIndex(known => known.Sequence == sequence)}";
}
