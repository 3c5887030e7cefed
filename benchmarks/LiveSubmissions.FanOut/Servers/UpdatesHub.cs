using Microsoft.AspNetCore.SignalR;

namespace LiveSubmissions.FanOut.Servers;

/// <summary>SignalR's own way to follow a problem: a group.</summary>
internal sealed class UpdatesHub : Hub
{
    public Task Join(string group) => Groups.AddToGroupAsync(Context.ConnectionId, group);
}
