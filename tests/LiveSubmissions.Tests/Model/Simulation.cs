using LiveSubmissions.Broadcasting;
using LiveSubmissions.Contracts;
using LiveSubmissions.Feed;
using LiveSubmissions.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace LiveSubmissions.Tests.Model;

/// <summary>Three workers, two nodes and three pages over one simulated server. Everything but the server and the clock is the real thing.</summary>
internal sealed class Simulation : IAsyncDisposable
{
    private const int MaxSettling = 200_000;
    private static readonly TimeSpan RealDeadline = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new();
    private readonly SimulatedTransport _transport;
    private readonly SubmissionBroadcaster[] _broadcasters;
    private readonly SubmissionFeed[] _nodes;
    private readonly SimulatedClient[] _clients;
    private readonly int[] _nodeOf = [0, 1, 0];
    private readonly Dictionary<string, long> _rows = [];
    private readonly bool _revisions;
    private long _number;

    /// <param name="revisions">Whether updates carry their rows' revisions, and pages begin with rows.</param>
    /// <param name="retained">How many submissions the log retains.</param>
    public Simulation(bool revisions, int retained)
    {
        _revisions = revisions;
        _transport = new SimulatedTransport(_time, retained);
        var options = new OptionsWrapper<LiveSubmissionsOptions>(new LiveSubmissionsOptions { Retention = { MaxSubmissions = retained } });
        _broadcasters = Make(3, () => new SubmissionBroadcaster(
            _transport, new DefaultGroupNaming(), options, _time, new BroadcastLog(NullLogger<SubmissionBroadcaster>.Instance), new TraceLog(_time), new LiveSubmissionsMeter(null)));
        _nodes = Make(2, () => new SubmissionFeed(_transport, options, _time, new FeedLog(
            NullLogger<SubmissionFeed>.Instance, new TraceLog(_time), new LiveSubmissionsMeter(null), _time)));
        _clients = Make(3, () => new SimulatedClient(() => new Dictionary<string, long>(_rows), revisions));
    }

    public async Task RunAsync(IEnumerable<Step> steps)
    {
        foreach (var step in steps)
        {
            await DoAsync(step);
            await SettleAsync();
        }

        await EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) await client.LeaveAsync();
        foreach (var node in _nodes) await node.DisposeAsync();
        foreach (var broadcaster in _broadcasters) await broadcaster.DisposeAsync();
    }

    private static T[] Make<T>(int count, Func<T> make) => [.. Enumerable.Range(0, count).Select(_ => make())];

    private async Task DoAsync(Step step)
    {
        switch (step)
        {
            case Step.Give give:
                await GiveAsync(give);
                break;
            case Step.Read read:
                await _clients[read.Client].ReadAsync(_nodes[_nodeOf[read.Client]]);
                break;
            case Step.Leave leave:
                await _clients[leave.Client].LeaveAsync();
                _nodeOf[leave.Client] ^= 1;
                break;
            case Step.Wait wait:
                _time.Advance(TimeSpan.FromMilliseconds(wait.Milliseconds));
                _transport.RunLate();
                break;
            case Step.LoseNotifications lose:
                _transport.LosesNotifications = lose.On;
                break;
            case Step.Replicate:
                _transport.Replicate();
                break;
            case Step.FailOver failOver:
                _transport.FailOver(failOver.ClockOffsetMilliseconds * 1000L);
                break;
            case Step.NoticeFailOver:
                _transport.Restore();
                break;
            case Step.Flush:
                _transport.Flush();
                break;
        }
    }

    private async Task GiveAsync(Step.Give give)
    {
        // Without revisions one process at a time writes a submission: the promise asks for no more, and holds no further.
        var broadcaster = _revisions ? give.Broadcaster : give.Submission % _broadcasters.Length;
        var number = ++_number;
        _rows[give.Submission.ToString()] = number;
        _transport.NextFault = give.Fault;
        await _broadcasters[broadcaster].BroadcastAsync(1, give.Submission, number.ToString(), revision: _revisions ? number : null);
        _transport.NextFault = AppendFault.None;
    }

    /// <summary>No more faults: time passes, and everybody must end with the newest state of everything.</summary>
    private async Task EndAsync()
    {
        _transport.LosesNotifications = false;
        _transport.Restore();
        await Eventually.TrueAsync(
            async () =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(500));
                _transport.RunLate();
                for (var i = 0; i < _clients.Length; i++) await _clients[i].ReadAsync(_nodes[_nodeOf[i]]);
                return Wrong().Length == 0 && _transport.IsQuiet;
            },
            () => $"{Wrong()}. The log holds {string.Join(", ", _transport.States.Select(state => $"{state.Key} at {state.Value.State.Status}"))}",
            RealDeadline);
        Assert.All(_clients, client => Assert.Empty(client.StepsBack));
    }

    private string Wrong() => string.Join("; ", _clients.SelectMany((client, i) => _rows
        .Where(row => client.View.GetValueOrDefault(row.Key) != row.Value)
        .Select(row => $"client {i} shows submission {row.Key} at {client.View.GetValueOrDefault(row.Key)} instead of {row.Value}")));

    /// <summary>Lets everything that runs in the background come to rest, so that a case runs the same each time.</summary>
    private async Task SettleAsync()
    {
        for (var i = 0; i < MaxSettling; i++)
        {
            if (_nodes.All(node => node.IsAtRest) && _broadcasters.All(broadcaster => broadcaster.IsAtRest)) return;
            await Task.Yield();
        }

        throw new TimeoutException("The simulation does not come to rest.");
    }
}
