using System.Runtime.CompilerServices;
using LiveSubmissions.AspNetCore.Doctor;
using LiveSubmissions.AspNetCore.Following;
using Microsoft.AspNetCore.SignalR;

namespace LiveSubmissions.AspNetCore.SignalR;

/// <summary>The hub <c>/hubs/submissions</c>: the same cursors and messages as the other endpoints, written by SignalR.</summary>
/// <remarks>
/// It writes to the caller's own connection and to nobody else: every node has the log, so a backplane that sent to all or to a group would send
/// again what each node sends anyway.
/// </remarks>
internal sealed class SubmissionHub(HubFeed feed, ClientRegistry clients, TimeProvider time) : Hub
{
    /// <summary>The endpoint's name in the log.</summary>
    public const string EndpointName = "SignalR";

    private HubClient Client => (HubClient)Context.Items[typeof(HubClient)]!;

    /// <summary>Streams a problem's messages.</summary>
    /// <param name="problemId">Number or text.</param>
    /// <param name="since">A position, "0", or null for live updates only.</param>
    /// <param name="cancellationToken">The client ends the stream, or is gone.</param>
    public IAsyncEnumerable<HubMessage> Follow(object? problemId, object? since, CancellationToken cancellationToken) =>
        StreamAsync(HubArguments.View(problemId, since), cancellationToken);

    /// <summary>Streams one submission's messages.</summary>
    /// <param name="problemId">Number or text.</param>
    /// <param name="submissionId">Number or text.</param>
    /// <param name="since">A position, "0", or null for live updates only.</param>
    /// <param name="cancellationToken">The client ends the stream, or is gone.</param>
    public IAsyncEnumerable<HubMessage> FollowSubmission(object? problemId, object? submissionId, object? since, CancellationToken cancellationToken) =>
        StreamAsync(HubArguments.View(problemId, since, submissionId), cancellationToken);

    /// <summary>Calls the caller back with a problem's updates from now on.</summary>
    /// <param name="problemId">Number or text.</param>
    /// <returns>The position from which on it is.</returns>
    public Task<string> Join(object? problemId) => Client.JoinAsync(HubArguments.View(problemId), anew: false, feed, Clients.Caller);

    /// <summary>Calls the caller back with a problem's updates after a position.</summary>
    /// <param name="problemId">Number or text.</param>
    /// <param name="since">A position, "0", or null for live updates only.</param>
    /// <returns>The position from which on it is.</returns>
    public Task<string> JoinSince(object? problemId, object? since) => Client.JoinAsync(HubArguments.View(problemId, since), anew: true, feed, Clients.Caller);

    /// <summary>Ends the callbacks of a problem; none comes after the answer.</summary>
    /// <param name="problemId">Number or text.</param>
    public Task Leave(object? problemId) => Client.LeaveAsync(HubArguments.View(problemId).Problem);

    public override Task OnConnectedAsync()
    {
        var http = Context.GetHttpContext() ?? throw new HubException("The hub needs a connection that began with an HTTP request.");
        Context.Items[typeof(HubClient)] = new HubClient(http, SendBacklog.For(http, time), Context.ConnectionAborted);
        Context.Items[typeof(ClientPresence)] = clients.Connect(EndpointName);
        return Task.CompletedTask;
    }

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        // There is no client if connecting failed.
        if (!Context.Items.TryGetValue(typeof(HubClient), out var client)) return;
        ((ClientPresence)Context.Items[typeof(ClientPresence)]!).Dispose();
        await ((HubClient)client!).EndAsync().ConfigureAwait(false);
    }

    private async IAsyncEnumerable<HubMessage> StreamAsync(HubView asked, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var client = Client;
        using var place = client.TakePlace();
        if (place is null)
        {
            yield return feed.Refuse(client, asked, HubClient.Full);
            yield break;
        }

        await foreach (var message in feed.StreamAsync(client, asked, cancellationToken).ConfigureAwait(false)) yield return message;
    }
}
