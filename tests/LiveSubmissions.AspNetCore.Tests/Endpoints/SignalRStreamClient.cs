using System.Text.Json;
using System.Threading.Channels;
using LiveSubmissions.Contracts.Endpoints;
using Microsoft.AspNetCore.SignalR.Client;

namespace LiveSubmissions.AspNetCore.Tests.Endpoints;

/// <typeparam name="TItem">What an application would take a message as, in the protocol.</typeparam>
internal sealed class SignalRStreamClient<TItem> : EndpointClient
    where TItem : notnull
{
    private readonly HubConnection _hub;
    private readonly ClientWire _wire;
    private readonly CancellationTokenSource _following = new();
    private ChannelReader<TItem> _items = null!;

    private SignalRStreamClient(HubConnection hub, ClientWire wire, bool resumes)
        : base(resumes)
    {
        _hub = hub;
        _wire = wire;
    }

    public static async Task<EndpointClient> FollowAsync(HubConnection hub, ClientWire wire, EndpointRequest request, CancellationToken cancellationToken)
    {
        var client = new SignalRStreamClient<TItem>(hub, wire, request.Since is not null);
        var problem = HubWire.Id(request.View.ProblemId!);
        var (method, arguments) = request.View.SubmissionId is { } submission
            ? ("FollowSubmission", new object?[] { problem, HubWire.Id(submission), request.Since })
            : ("Follow", [problem, request.Since]);
        client._items = await hub.StreamAsChannelCoreAsync<TItem>(method, arguments!, client._following.Token).WaitAsync(cancellationToken);
        return client;
    }

    public override void Stall() => _wire.Stall();

    public override void Resume() => _wire.Resume();

    /// <summary>Ends the stream; the connection may have other uses.</summary>
    public override async ValueTask LeaveAsync() => await _following.CancelAsync();

    public override async ValueTask DisposeAsync()
    {
        _wire.Cut();
        await _hub.DisposeAsync();
        _wire.Dispose();
        _following.Dispose();
    }

    protected override async ValueTask<JsonElement> NextAsync(CancellationToken cancellationToken)
    {
        var message = HubItems.ToJson(await _items.ReadAsync(cancellationToken));
        if (message.GetProperty("type").GetString() != "close") return message;

        // It is the last: the stream completes.
        Assert.False(await _items.WaitToReadAsync(cancellationToken));
        throw new WireClosedException(message.GetProperty("code").GetInt32(), message.GetProperty("reason").GetString()!);
    }
}
