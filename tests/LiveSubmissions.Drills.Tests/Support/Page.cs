using System.Text.Json;
using LiveSubmissions.Contracts;
using LiveSubmissions.TestKit.Wire;

namespace LiveSubmissions.Drills.Tests.Support;

/// <summary>
/// What a browser's page does: shows the newest it knows, comes back with its position, and asks the application's rows when it is told to resync.
/// </summary>
internal sealed class Page(Database database, string? subprotocol = WireClient.V1) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private volatile WatchingClient[] _connections = [];
    private Dictionary<int, Row> _rows = [];
    private int _resyncs;

    /// <summary>The connection that it has now.</summary>
    public WatchingClient Wire => _connections[^1];

    public int Resyncs => Volatile.Read(ref _resyncs);

    /// <summary>How many updates came over the wire.</summary>
    public int Received => _connections.Sum(static wire => wire.Updates.Values.Sum());

    /// <summary>How many different submissions came over the wire.</summary>
    public int Submissions => _connections.SelectMany(static wire => wire.States.Keys).Distinct().Count();

    public bool IsOpen => Wire.Closed is null;

    public IEnumerable<string> BackwardSteps => _connections.SelectMany(static wire => wire.BackwardSteps);

    /// <summary>Connects, the first time or again from where the page is, here or at another backend.</summary>
    public async Task ConnectAsync(Uri backend)
    {
        var since = _connections.Length == 0 ? null : Wire.Position;
        if (_connections.Length > 0) await Wire.DisposeAsync();
        var wire = await WatchingClient.ConnectAsync(Backend.SocketOf(backend, since), subprotocol, afterMessage: AskAfterResync);
        _connections = [.. _connections, wire];
    }

    public async Task LeaveAsync() => await Wire.DisposeAsync();

    /// <summary>What the page shows of a submission: the newest of what the wire brought and the rows said.</summary>
    public Row? Shown(int submission)
    {
        Row? newest;
        lock (_gate) newest = _rows.GetValueOrDefault(submission);
        foreach (var wire in _connections)
        {
            if (!wire.States.TryGetValue(submission.ToString(), out var state)) continue;
            var row = RowOf(state);
            if (newest is null || row.Revision >= newest.Revision) newest = row;
        }

        return newest;
    }

    /// <summary>The first submission that is not shown as the database has it, in words; nothing if all are.</summary>
    public string? Wrong()
    {
        foreach (var (submission, row) in database.Read())
        {
            var shown = Shown(submission);
            if (shown?.Status != row.Status || (subprotocol is not null && shown.Revision != row.Revision))
            {
                return $"submission {submission} is {row}, shown as {shown}";
            }
        }

        return null;
    }

    /// <summary>Waits until every submission is shown as the database has it; then no step may have been backwards.</summary>
    public async Task ToBeRightAsync(TimeSpan? deadline = null)
    {
        await Eventually.TrueAsync(() => Task.FromResult(Wrong() is null), () => Wrong() ?? "all right now", deadline ?? TimeSpan.FromSeconds(30));
        Assert.Empty(BackwardSteps);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var wire in _connections) await wire.DisposeAsync();
    }

    /// <summary>On the thread that reads: nothing that comes after the resync is taken before the rows are.</summary>
    private void AskAfterResync(WatchingClient wire)
    {
        var told = _connections.Append(wire).Distinct().Sum(static one => one.Others.Count(IsResync));
        if (told == Resyncs) return;
        var rows = database.Read();
        lock (_gate) _rows = rows;
        Volatile.Write(ref _resyncs, told);
    }

    private static bool IsResync(JsonElement message) => message.GetProperty("type").GetString() == "resync";

    private static Row RowOf(JsonElement state) => new(
        state.TryGetProperty("revision", out var revision) && revision.ValueKind == JsonValueKind.Number ? revision.GetInt64() : 0,
        state.GetProperty("status").GetString()!);
}
