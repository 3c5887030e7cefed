using LiveSubmissions.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.Contracts.Endpoints;

/// <summary>What a host of the contract must be: apply it to the builder, let nobody in where it says so, and map the users' group.</summary>
public sealed class EndpointSetup
{
    /// <summary>The group of problem 1, about which most tests are.</summary>
    public static SubmissionGroup Group { get; } = new("problem_submissions_1");

    /// <summary>The problem for which nobody is signed in: 4401.</summary>
    public const string MembersProblem = "members";

    /// <summary>The problem that nobody may follow: 4403.</summary>
    public const string PrivateProblem = "private";

    /// <summary>The problem that there is not: 4404.</summary>
    public const string UnknownProblem = "unknown";

    /// <summary>The additional group's route, without its endpoint; its group is <see cref="UserGroup"/>.</summary>
    public const string UserRoute = "users/{userId}/submissions";

    /// <summary>Changes settings.</summary>
    public Action<LiveSubmissionsOptions>? Options { get; init; }

    /// <summary>The log, with switches for faults.</summary>
    public SwitchedTransport Transport { get; } = new();

    /// <summary>The additional group of a user.</summary>
    public static SubmissionGroup UserGroup(string user) => new($"user_submissions_{user}");

    /// <summary>Adds what the host's library part needs: the log and the groups' names.</summary>
    public void Apply(IServiceCollection services)
    {
        services.AddSingleton<ISubmissionGroupNaming, NamingWithUsers>();
        services.AddSingleton<ISubmissionTransport>(provider => Transport.Over(InMemory(provider)));
    }

    /// <summary>The library's log in memory, with the host's settings and clock.</summary>
    private static ISubmissionTransport InMemory(IServiceProvider host)
    {
        var services = new ServiceCollection();
        services.AddLiveSubmissions();
        services.AddSingleton(host.GetRequiredService<IOptions<LiveSubmissionsOptions>>()).AddSingleton(host.GetRequiredService<TimeProvider>());
        return services.BuildServiceProvider().GetRequiredService<ISubmissionTransport>();
    }

    private sealed class NamingWithUsers : ISubmissionGroupNaming
    {
        public SubmissionGroup ForProblem(ProblemId problem) => new($"problem_submissions_{problem}");

        public IReadOnlyList<SubmissionGroup> AdditionalGroups(SubmissionUpdate update) => update.UserId is { } user ? [UserGroup(user)] : [];
    }
}
