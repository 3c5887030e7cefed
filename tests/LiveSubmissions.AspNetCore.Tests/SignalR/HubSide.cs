using LiveSubmissions.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.AspNetCore.Tests.SignalR;

/// <summary>The hub as a host with the MessagePack package has it, and the .NET client's connections to it.</summary>
internal static class HubSide
{
    public const string Json = "json";
    public const string MessagePack = "messagepack";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    public static Task<WebSide> StartAsync(
        Action<LiveSubmissionsOptions>? options = null,
        Action<WebEndpointsOptions>? web = null,
        Action<ILiveSubmissionsBuilder>? add = null,
        Action<WebApplicationBuilder>? build = null,
        Action<WebApplication>? map = null) =>
        WebSide.StartAsync(
            options,
            web,
            add,
            builder =>
            {
                builder.Services.AddSignalR().AddMessagePackProtocol();
                build?.Invoke(builder);
            },
            map);

    /// <summary>Lets authorization be required of who does not send the key.</summary>
    public static void AddKey(this WebApplicationBuilder builder)
    {
        builder.Services.AddAuthentication("key").AddScheme<KeyOptions, KeyHandler>("key", null);
        builder.Services.AddAuthorization();
    }

    public static async Task<HubConnection> ConnectHubAsync(
        this WebSide web,
        string protocol = Json,
        HttpTransportType transports = HttpTransportType.WebSockets,
        Action<Microsoft.AspNetCore.Http.Connections.Client.HttpConnectionOptions>? configure = null)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(web.Address, "/hubs/submissions"), transports, options => configure?.Invoke(options));
        if (protocol == MessagePack) builder.AddMessagePackProtocol();
        var connection = builder.Build();
        await connection.StartAsync().WaitAsync(Deadline);
        return connection;
    }

    /// <summary>Follows a problem, and returns once what the log accepts from now on will reach the client.</summary>
    public static async Task<HubStream> FollowAsync(this HubConnection connection, object? problem, object? since = null)
    {
        var stream = HubStream.Read(connection, "Follow", problem, since);
        await stream.CountAsync(1);
        return stream;
    }

    public static async Task<HubStream> FollowSubmissionAsync(this HubConnection connection, object? problem, object? submission, object? since = null)
    {
        var stream = HubStream.Read(connection, "FollowSubmission", problem, submission, since);
        await stream.CountAsync(1);
        return stream;
    }

    public static Task<string> JoinAsync(this HubConnection connection, object? problem) =>
        connection.InvokeCoreAsync<string>("Join", [problem]).WaitAsync(Deadline);

    public static Task<string> JoinSinceAsync(this HubConnection connection, object? problem, object? since) =>
        connection.InvokeCoreAsync<string>("JoinSince", [problem, since]).WaitAsync(Deadline);

    public static Task LeaveAsync(this HubConnection connection, object? problem) =>
        connection.InvokeCoreAsync("Leave", [problem]).WaitAsync(Deadline);
}
