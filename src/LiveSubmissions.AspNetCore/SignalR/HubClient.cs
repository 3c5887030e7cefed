using LiveSubmissions.AspNetCore.Following;
using LiveSubmissions.AspNetCore.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;

namespace LiveSubmissions.AspNetCore.SignalR;

/// <summary>One connection: what it follows, which is bounded and ends with it.</summary>
/// <param name="http">The request with which it began: the user, the cookies, the services.</param>
/// <param name="backlog">What its kernel has not sent yet.</param>
/// <param name="gone">Cancelled when the connection ends.</param>
internal sealed class HubClient(HttpContext http, SendBacklog backlog, CancellationToken gone)
{
    /// <summary>How much a connection may follow at once, streams and joined problems together.</summary>
    public const int MaxFollowed = 100;

    /// <summary>Why it may not follow one more.</summary>
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

    /// <summary>A place among what the connection may follow, until it is disposed; <see langword="null"/> if there is none left.</summary>
    public HubPlace? TakePlace()
    {
        if (Interlocked.Increment(ref _followed) <= MaxFollowed) return new HubPlace(this);
        ReturnPlace();
        return null;
    }

    public void ReturnPlace() => Interlocked.Decrement(ref _followed);

    /// <summary>Calls the client back with a problem's updates.</summary>
    /// <param name="asked">The problem, and from where.</param>
    /// <param name="anew">Whether a problem that is joined already is joined once more, from where the client says now.</param>
    /// <param name="feed">Opens the cursor.</param>
    /// <param name="caller">The client's own connection.</param>
    /// <returns>The position from which on the client is called back.</returns>
    /// <exception cref="HubException">It may not follow the problem, or not one more.</exception>
    public async Task<string> JoinAsync(HubView asked, bool anew, HubFeed feed, ISingleClientProxy caller)
    {
        if (!anew && Find(asked.Problem) is { } joined) return joined.Start;

        var place = TakePlace() ?? throw Refused(Full);
        try
        {
            var opened = await feed.OpenAsync(this, asked, heartbeats: false, gone).ConfigureAwait(false);
            if (opened.IsRefused(out var refusal, out var cursor)) throw Refused(refusal);

            var join = new HubJoin(this, asked, cursor, place, feed, caller);
            var (inForce, other) = Put(join, anew);
            if (other is not null) await other.LeaveAsync().ConfigureAwait(false);
            _ = join.RunAsync();
            return inForce.Start;
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

    /// <summary>A join has ended by itself.</summary>
    public void Forget(HubJoin join)
    {
        lock (_gate)
        {
            if (_joins.GetValueOrDefault(join.Problem) == join) _joins.Remove(join.Problem);
        }
    }

    /// <summary>Ends everything. Nothing is sent afterwards: with a backplane it would go to all nodes, since none has the connection.</summary>
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

    /// <summary>Of two calls at once that join the same problem the first one's cursor stays, which has everything that the second's would have.</summary>
    /// <returns>The join that is in force, and the one that is not, or no longer.</returns>
    private (HubJoin InForce, HubJoin? Other) Put(HubJoin join, bool anew)
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
