using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Feed;
using Microsoft.AspNetCore.SignalR;

namespace LiveSubmissions.AspNetCore.SignalR;

/// <summary>A problem that a client has joined: reads the cursor and calls the client back, until the client leaves the problem.</summary>
internal sealed class HubJoin(HubClient client, HubRequest request, FeedCursor cursor, HubPlace place, HubFeed feed, ISingleClientProxy caller)
{
    private readonly Lock _gate = new();
    private bool _left;

    /// <summary>The problem's id as the client wrote it.</summary>
    public string Problem => request.Problem;

    /// <summary>The position at which the callbacks begin.</summary>
    public string Start { get; } = cursor.Position.ToString();

    /// <summary>Runs until <see cref="LeaveAsync"/>, until the connection ends, or until a failure, of which the client is told.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await client.Backlog.UntilSentAsync(client.Gone).ConfigureAwait(false);
                await SendAsync(await cursor.ReadAsync(client.Gone).ConfigureAwait(false)).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            if (!HasLeft() && !client.Gone.IsCancellationRequested) await SendCloseAsync(feed.Failed(exception, client.Gone)).ConfigureAwait(false);
        }
        finally
        {
            client.Forget(this);
            place.Dispose();
            await cursor.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Ends the callbacks. No send begins after this has returned.</summary>
    public ValueTask LeaveAsync()
    {
        lock (_gate) _left = true;

        // This ends the read that waits.
        return cursor.DisposeAsync();
    }

    private bool HasLeft()
    {
        lock (_gate) return _left;
    }

    private async ValueTask SendAsync(FeedBatch batch)
    {
        if (batch.Kind == FeedBatchKind.Resync)
        {
            await SendAsync(HubCallback.Resync, WithProblem(batch.Encode(HubFeed.Encoding)[0])).ConfigureAwait(false);
            return;
        }

        foreach (var message in batch.Encode(HubFeed.Encoding))
        {
            client.Backlog.Add(message.Json.Length);
            await SendAsync(HubCallback.Update, message).ConfigureAwait(false);
        }
    }

    private ValueTask SendCloseAsync(CloseCode code) => SendAsync(HubCallback.Close, WithProblem(new HubMessage(V1Messages.Close(code)[0])));

    /// <summary>Adds the problem's id, so that a client that has joined several problems knows which one the message is about.</summary>
    private HubMessage WithProblem(HubMessage message) => new(new Dictionary<string, object?>(message) { ["problem_id"] = request.ProblemAsGiven });

    private ValueTask SendAsync(string callback, HubMessage message)
    {
        // The lock covers only the begin of the send, so that none begins after the client has left. The wait for a slow client is outside.
        lock (_gate)
        {
            return _left ? ValueTask.CompletedTask : new ValueTask(caller.SendCoreAsync(callback, [message], CancellationToken.None));
        }
    }
}

/// <summary>The methods of a client that the hub calls.</summary>
internal static class HubCallback
{
    /// <summary>An update of a problem that the client has joined.</summary>
    public const string Update = "SubmissionUpdate";

    /// <summary>The log no longer has the updates after the client's position.</summary>
    public const string Resync = "SubmissionResync";

    /// <summary>No more calls come for a problem, and why.</summary>
    public const string Close = "SubmissionClose";
}
