using LiveSubmissions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds LiveSubmissions to a host.</summary>
public static class LiveSubmissionsServiceCollectionExtensions
{
    /// <summary>
    /// Adds the broadcaster (<see cref="ISubmissionBroadcaster"/>) and the feed (<see cref="ISubmissionFeed"/>) over an in-memory log: enough for one
    /// process. Add a transport such as Redis once there are two.
    /// </summary>
    public static ILiveSubmissionsBuilder AddLiveSubmissions(
        this IServiceCollection services, Action<LiveSubmissionsOptions>? configure = null) => throw new NotImplementedException();
}
