using LiveSubmissions;
using LiveSubmissions.AspNetCore;
using LiveSubmissions.AspNetCore.Answers;
using LiveSubmissions.AspNetCore.Doctor;
using LiveSubmissions.AspNetCore.Following;
using LiveSubmissions.AspNetCore.Origins;
using LiveSubmissions.AspNetCore.Polling;
using LiveSubmissions.AspNetCore.ServerSentEvents;
using LiveSubmissions.AspNetCore.SignalR;
using LiveSubmissions.AspNetCore.WebSockets;
using LiveSubmissions.Diagnostics.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the services of the endpoints.</summary>
public static class LiveSubmissionsWebExtensions
{
    /// <summary>Adds the services that <c>MapLiveSubmissions()</c> and <c>MapLiveSubmissionsDoctor()</c> need.</summary>
    /// <param name="builder">What <c>AddLiveSubmissions()</c> returned.</param>
    /// <param name="configure">Sets the options. They are validated when the host starts.</param>
    public static ILiveSubmissionsBuilder AddWebEndpoints(this ILiveSubmissionsBuilder builder, Action<WebEndpointsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        SettingsCheck.Add<WebEndpointsOptions, WebEndpointsOptionsValidator>(services, configure);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<OriginCheck>();
        services.TryAddSingleton<CrossOrigin>();
        services.TryAddSingleton<ProblemViews>();
        services.TryAddSingleton<ViewOpener>();
        services.TryAddSingleton<ClientFollower>();
        services.TryAddSingleton<SubmissionSocketEndpoint>();
        services.TryAddSingleton<SubmissionEventsEndpoint>();
        services.TryAddSingleton<SubmissionChangesEndpoint>();

        // What the host itself adds to SignalR, before this call or after it, applies to the hub too.
        services.AddSignalR();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<JsonHubProtocolOptions>, HubJsonSetup>());
        services.TryAddSingleton(static services =>
            ActivatorUtilities.CreateInstance<HubConnectionHandler<SubmissionHub>>(services, new HubLogs(services.GetRequiredService<ILoggerFactory>())));
        services.TryAddSingleton<HubStop>();
        services.TryAddSingleton<HubFeed>();
        return builder.AddDoctor();
    }

    /// <summary>
    /// Adds a check that decides who may follow which problem, and which problems exist. Without a check everybody may follow everything, ids that do not exist
    /// included, up to <see cref="FeedOptions.MaxFollowedGroups"/> groups at once. The check is called once for each connection, when a refusal can still be
    /// told (at a WebSocket after the upgrade), and once for each poll. If there are several checks, the first that does not allow decides.
    /// </summary>
    /// <param name="builder">What <c>AddLiveSubmissions()</c> returned.</param>
    /// <param name="check">
    /// Gets the request, the problem and a token that is cancelled when the client leaves. The request has the user, the cookies, and services whose scope
    /// lives as long as the connection. The problem's id comes from a URL; an id of digits is equal to that number. If the check throws, the client is told
    /// 1011.
    /// </param>
    public static ILiveSubmissionsBuilder AddAccess(
        this ILiveSubmissionsBuilder builder, Func<HttpContext, ProblemId, CancellationToken, ValueTask<SubmissionAccess>> check)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(check);
        builder.Services.AddSingleton(new AccessCheck(check));
        return builder;
    }

    private static ILiveSubmissionsBuilder AddDoctor(this ILiveSubmissionsBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton<NodeHeader>();
        services.TryAddSingleton<ClientRegistry>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<INodeFacts, ClientRegistry>(static services => services.GetRequiredService<ClientRegistry>()));
        services.TryAddSingleton<DoctorGuard>();
        services.TryAddSingleton<DoctorReports>();
        services.TryAddSingleton<BroadcastEndpoint>();
        return builder;
    }
}
