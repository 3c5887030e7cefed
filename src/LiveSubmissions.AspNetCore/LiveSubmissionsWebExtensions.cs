using LiveSubmissions;
using LiveSubmissions.AspNetCore;
using LiveSubmissions.AspNetCore.Access;
using LiveSubmissions.AspNetCore.Doctor;
using LiveSubmissions.AspNetCore.Following;
using LiveSubmissions.AspNetCore.Polling;
using LiveSubmissions.AspNetCore.ServerSentEvents;
using LiveSubmissions.AspNetCore.SignalR;
using LiveSubmissions.AspNetCore.Views;
using LiveSubmissions.AspNetCore.WebSockets;
using LiveSubmissions.Diagnostics.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the web side.</summary>
public static class LiveSubmissionsWebExtensions
{
    /// <summary>Adds what <c>MapLiveSubmissions()</c> needs.</summary>
    /// <param name="builder">What <c>AddLiveSubmissions()</c> returned.</param>
    /// <param name="configure">Sets the options; they are validated when the host starts.</param>
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
        services.TryAddSingleton<Follower>();
        services.TryAddSingleton<SubmissionSocketEndpoint>();
        services.TryAddSingleton<SubmissionEventsEndpoint>();
        services.TryAddSingleton<SubmissionChangesEndpoint>();

        // What a host adds to SignalR itself, before this or after, holds for the hub too.
        services.AddSignalR();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<JsonHubProtocolOptions>, HubJsonSetup>());
        services.TryAddSingleton(static services =>
            ActivatorUtilities.CreateInstance<HubConnectionHandler<SubmissionHub>>(services, new HubLogs(services.GetRequiredService<ILoggerFactory>())));
        services.TryAddSingleton<HubStop>();
        services.TryAddSingleton<HubFeed>();
        return builder.AddDoctor();
    }

    /// <summary>
    /// Says who may follow which problem, and which problems exist. Without it everybody may follow everything, ids that do not exist included, up to
    /// <see cref="FeedOptions.MaxFollowedGroups"/> at once. It is asked once for each
    /// connection, when it can be told why not (of a WebSocket after the upgrade), and once for each poll. Of several checks the first that does not allow decides.
    /// </summary>
    /// <param name="builder">What <c>AddLiveSubmissions()</c> returned.</param>
    /// <param name="check">
    /// Given the request (its user, its cookies, its services, which are a scope that lives as long as the connection), the problem and a token that is cancelled when the client leaves.
    /// The problem's id comes from a URL: it is equal to the number that it may stand for. If the check throws, the client is told 1011.
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
        services.TryAddSingleton<ManualBroadcast>();
        return builder;
    }
}
