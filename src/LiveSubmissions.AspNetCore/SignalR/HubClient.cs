using LiveSubmissions.AspNetCore.Following;
using LiveSubmissions.AspNetCore.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;

namespace LiveSubmissions.AspNetCore.SignalR;

/// <summary>One connection and what it follows. The number of streams and joined problems is limited, and all of them end with the connection.</summary>
/// <param name="http">The connection's first request, with the user, the cookies and the services.</param>
/// <param name="backlog">Counts what the client has not taken yet.</param>
/// <param name="gone">Cancelled when the connection ends.</param>
internal sealed class HubClient(HttpContext http, SendBacklog backlog, CancellationToken gone)
{
    /// <summary>How many streams and joined problems together a connection may have at once.</summary>
    public const int MaxFollowed = 100;

    /// <summary>The refusal of one more.</summary>
    public static CloseCode Full { get; } = CloseCode.TooMany with
    {
        Reason = $"This connection follows {MaxFollowed} problems and submissions already. End streams, leave problems, or open another connection.",
    };

    private readonly Lock _gate = new();
    private readonly Dictionary<string, HubJoin> _joins = new(StringComparer.Ordinal);
    private int _followed;
    private bool _ended;

    public HttpContext Http => http;

    public SendBacklog Backlog => backlog;

    public CancellationToken Gone => gone;

    /// <summary>Takes one of the places that a connection has, until the returned object is disposed; <see langword="null"/> if none is left.</summary>
    public HubPlace? TakePlace()
    {
        if (Interlocked.Increment(ref _followed) <= MaxFollowed) return new HubPlace(this);
        ReturnPlace();
        return null;
    }

    public void ReturnPlace() => Interlocked.Decrement(ref _followed);

    /// <summary>Begins to call the client back with a problem's updates.</summary>
    /// <param name="request">The problem, and the position to resume from.</param>
    /// <param name="anew">Whether a problem that is joined already is joined again, from the position of this request.</param>
    /// <param name="feed">Opens the cursor.</param>
    /// <param name="caller">The client's own connection.</param>
    /// <returns>The position at which the callbacks begin.</returns>
    /// <exception cref="HubException">The client may not follow the problem, or follows too much already.</exception>
    public async Task<string> JoinAsync(HubRequest request, bool anew, HubFeed feed, ISingleClientProxy caller)
    {
        if (!anew && Find(request.Problem) is { } joined) return joined.Start;

        var place = TakePlace() ?? throw Refused(Full);
        try
        {
            var opened = await feed.OpenAsync(this, request, heartbeats: false, gone).ConfigureAwait(false);
            if (opened.IsRefused(out var refusal, out var cursor)) throw Refused(refusal);

            var join = new HubJoin(this, request, cursor, place, feed, caller);
            var (inUse, other) = Put(join, anew);
            if (other is not null) await other.LeaveAsync().ConfigureAwait(false);
            _ = join.RunAsync();
            return inUse.Start;
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    /// <summary>Ends the callbacks of a problem, if there are any.</summary>
    public async Task LeaveAsync(string problem)
    {
        if (Take(problem) is { } join) await join.LeaveAsync().ConfigureAwait(false);
    }

    /// <summary>Removes a join that has ended.</summary>
    public void Forget(HubJoin join)
    {
        lock (_gate)
        {
            if (_joins.GetValueOrDefault(join.Problem) == join) _joins.Remove(join.Problem);
        }
    }

    /// <summary>
    /// Ends everything. Nothing may be sent after that: SignalR's backplane would send it to all nodes, because no node has the connection any more.
    /// </summary>
    public async Task EndAsync()
    {
        HubJoin[] joins;
        lock (_gate)
        {
            _ended = true;
            joins = [.. _joins.Values];
            _joins.Clear();
        }

        foreach (var join in joins) await join.LeaveAsync().ConfigureAwait(false);
    }

    private static HubException Refused(CloseCode code) => new($"{code.Number}: {code.Reason}");

    private HubJoin? Find(string problem)
    {
        lock (_gate) return _joins.GetValueOrDefault(problem);
    }

    private HubJoin? Take(string problem)
    {
        lock (_gate) return _joins.Remove(problem, out var join) ? join : null;
    }

    /// <summary>Adds a join. If two calls join the same problem at once, the first join stays: it gets everything that the second would get.</summary>
    /// <returns>The join that is in use, and the one that has to end, if there is one.</returns>
    private (HubJoin InUse, HubJoin? Other) Put(HubJoin join, bool anew)
    {
        lock (_gate)
        {
            var former = _joins.GetValueOrDefault(join.Problem);
            if (_ended || (former is not null && !anew)) return (former ?? join, join);
            _joins[join.Problem] = join;
            return (join, former);
        }
    }
}

/// <summary>One of the places that a connection has for streams and joins.</summary>
internal sealed class HubPlace(HubClient client) : IDisposable
{
    private HubClient? _client = client;

    public void Dispose() => Interlocked.Exchange(ref _client, null)?.ReturnPlace();
}
