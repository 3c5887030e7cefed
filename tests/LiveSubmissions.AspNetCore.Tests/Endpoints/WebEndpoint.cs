using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.Contracts.Endpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.AspNetCore.Tests.Endpoints;

/// <summary>An endpoint of LiveSubmissions.AspNetCore: all are mapped by the same application.</summary>
internal abstract class WebEndpoint : EndpointDriver
{
    public override async Task<EndpointHost> StartAsync(EndpointSetup setup)
    {
        var requests = 0;
        var web = await WebSide.StartAsync(
            setup.Options,
            add: live => live.AddAccess(static (_, problem, _) => ValueTask.FromResult(AccessTo(problem.ToString()))),
            build: builder =>
            {
                setup.Apply(builder.Services);
                Build(builder);
            },
            map: app =>
            {
                app.Use(async (_, next) =>
                {
                    Interlocked.Increment(ref requests);
                    await next();
                    Interlocked.Decrement(ref requests);
                });
                app.MapLiveSubmissions();
                app.MapSubmissionGroup(EndpointSetup.UserRoute, static (http, _) => ValueTask.FromResult(Follow((string)http.Request.RouteValues["userId"]!)));
            });
        return new WebEndpointHost(web, () => Volatile.Read(ref requests));
    }

    /// <summary>Adds what the endpoint needs of the host besides.</summary>
    protected virtual void Build(WebApplicationBuilder builder)
    {
    }

    private static GroupAccess Follow(string user) => AccessTo(user) is not SubmissionAccess.Allowed and var refusal ? refusal : EndpointSetup.UserGroup(user);

    private static SubmissionAccess AccessTo(string name) => name switch
    {
        EndpointSetup.MembersProblem => SubmissionAccess.SignInRequired,
        EndpointSetup.PrivateProblem => SubmissionAccess.Forbidden,
        EndpointSetup.UnknownProblem => SubmissionAccess.UnknownProblem,
        _ => SubmissionAccess.Allowed,
    };
}
