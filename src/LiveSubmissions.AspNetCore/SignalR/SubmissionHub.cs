using System.Runtime.CompilerServices;
using LiveSubmissions.AspNetCore.Following;
using Microsoft.AspNetCore.SignalR;

namespace LiveSubmissions.AspNetCore.SignalR;

/// <summary>The hub <c>/hubs/submissions</c>: the same cursors and messages as at the other endpoints, sent by SignalR.</summary>
/// <remarks>
/// The hub sends only to the caller's own connection. Every node reads the log itself, so a send to all or to a SignalR group would, by way of the backplane,
/// repeat what each node sends already.
/// </remarks>
internal sealed class SubmissionHub(HubFeed feed, ClientRegistry clients, TimeProvider time) : Hub
{
    /// <summary>The endpoint's name in the log.</summary>
    public const string EndpointName = "SignalR";

    private HubClient Client => (HubClient)Context.Items[typeof(HubClient)]!;

    /// <summary>Streams a problem's messages.</summary>
    /// <param name="problemId">A whole number or a string.</param>
    /// <param name="since">A position, "0", or null for live updates only.</param>
    /// <param name="cancellationToken">Cancelled when the client ends the stream or is gone.</param>
    public IAsyncEnumerable<HubMessage> Follow(object? problemId, object? since, CancellationToken cancellationToken) =>
        StreamAsync(HubArguments.Read(problemId, since), cancellationToken);

    /// <summary>Streams one submission's messages.</summary>
    /// <param name="problemId">A whole number or a string.</param>
    /// <param name="submissionId">A whole number or a string.</param>
    /// <param name="since">A position, "0", or null for live updates only.</param>
    /// <param name="cancellationToken">Cancelled when the client ends the stream or is gone.</param>
    public IAsyncEnumerable<HubMessage> FollowSubmission(object? problemId, object? submissionId, object? since, CancellationToken cancellationToken) =>
        StreamAsync(HubArguments.Read(problemId, since, submissionId), cancellationToken);

    /// <summary>Calls the caller back with a problem's updates from now on.</summary>
    /// <param name="problemId">A whole number or a string.</param>
    /// <returns>The position at which the callbacks begin.</returns>
    public Task<string> Join(object? problemId) => Client.JoinAsync(HubArguments.Read(problemId), anew: false, feed, Clients.Caller);

    /// <summary>Calls the caller back with a problem's updates after a position.</summary>
    /// <param name="problemId">A whole number or a string.</param>
    /// <param name="since">A position, "0", or null for live updates only.</param>
    /// <returns>The position at which the callbacks begin.</returns>
    public Task<string> JoinSince(object? problemId, object? since) => Client.JoinAsync(HubArguments.Read(problemId, since), anew: true, feed, Clients.Caller);

    /// <summary>Ends the callbacks of a problem. None begins after this has returned.</summary>
    /// <param name="problemId">A whole number or a string.</param>
    public Task Leave(object? problemId) => Client.LeaveAsync(HubArguments.Read(problemId).Problem);

    public override Task OnConnectedAsync()
    {
        var http = Context.GetHttpContext() ?? throw new HubException("The hub needs a connection that began with an HTTP request.");
        Context.Items[typeof(HubClient)] = new HubClient(http, SendBacklog.For(http, time), Context.ConnectionAborted);
        Context.Items[typeof(ClientPresence)] = clients.Connect(EndpointName);
        return Task.CompletedTask;
    }

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        // There is no client if OnConnectedAsync failed.
        if (!Context.Items.TryGetValue(typeof(HubClient), out var client)) return;
        ((ClientPresence)Context.Items[typeof(ClientPresence)]!).Dispose();
        await ((HubClient)client!).EndAsync().ConfigureAwait(false);
    }

    private async IAsyncEnumerable<HubMessage> StreamAsync(HubRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var client = Client;
        using var place = client.TakePlace();
        if (place is null)
        {
            yield return feed.Refuse(client, request, HubClient.Full);
            yield break;
        }

        await foreach (var message in feed.StreamAsync(client, request, cancellationToken).ConfigureAwait(false)) yield return message;
    }
}
