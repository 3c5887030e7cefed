using LiveSubmissions.AspNetCore.Wire;
using LiveSubmissions.Feed;
using Microsoft.AspNetCore.SignalR;

namespace LiveSubmissions.AspNetCore.SignalR;

/// <summary>A problem that a client has joined: reads its cursor and calls the client back, until it leaves.</summary>
internal sealed class HubJoin(HubClient client, HubView view, FeedCursor cursor, HubPlace place, HubFeed feed, ISingleClientProxy caller)
{
    private readonly Lock _gate = new();
    private bool _left;

    /// <summary>The problem's id as the client wrote it.</summary>
    public string Problem => view.Problem;

    /// <summary>Where the callbacks began.</summary>
    public string Start { get; } = cursor.Position.ToString();

    /// <summary>Runs until <see cref="LeaveAsync"/>, the connection's end, or a failure, of which the client is told.</summary>
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

    /// <summary>Nothing is sent once this has returned. What is being written was sent before.</summary>
    public ValueTask LeaveAsync()
    {
        lock (_gate) _left = true;

        // Ends the read that waits.
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

    /// <summary>A client that has joined several problems must know which one a message is about.</summary>
    private HubMessage WithProblem(HubMessage message) => new(new Dictionary<string, object?>(message) { ["problem_id"] = view.ProblemAsGiven });

    private ValueTask SendAsync(string callback, HubMessage message)
    {
        // Begun before it has left or not at all; waiting for a slow client holds nobody up.
        lock (_gate)
        {
            return _left ? ValueTask.CompletedTask : new ValueTask(caller.SendCoreAsync(callback, [message], CancellationToken.None));
        }
    }
}
