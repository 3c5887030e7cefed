using System.Text.Json.Nodes;
using LiveSubmissions.Feed;
using Microsoft.Extensions.DependencyInjection;

namespace LiveSubmissions.Contracts.Endpoints;

/// <summary>A running application with the endpoint under test.</summary>
public abstract class EndpointHost : IAsyncDisposable
{
    /// <summary>Where it listens.</summary>
    public abstract Uri Address { get; }

    /// <summary>Its services.</summary>
    public abstract IServiceProvider Services { get; }

    /// <summary>How many clients have been given a cursor so far.</summary>
    public abstract int Attached { get; }

    /// <summary>How many requests it serves now.</summary>
    public abstract int Requests { get; }

    /// <summary>Stops it as a deployment would.</summary>
    public abstract Task StopAsync();

    /// <summary>Stops it and gives everything back.</summary>
    public abstract ValueTask DisposeAsync();

    /// <summary>Broadcasts a submission's new state; its metrics hold the step, which grows, so that every dialect shows what came first.</summary>
    /// <returns>Where the problem's log holds it.</returns>
    public Task<FeedPosition> SayAsync(SubmissionId submission, long step, string status = "evaluating", string? filler = null, string? user = null) =>
        SayOfAsync(1, submission, step, status, filler, user);

    /// <summary>The same for another problem than 1.</summary>
    public async Task<FeedPosition> SayOfAsync(
        ProblemId problem, SubmissionId submission, long step = 1, string status = "evaluating", string? filler = null, string? user = null)
    {
        var metrics = new JsonObject { ["step"] = step };
        if (filler is not null) metrics["filler"] = filler;
        var result = await Services.GetRequiredService<ISubmissionBroadcaster>().BroadcastAsync(new SubmissionUpdate
        {
            ProblemId = problem,
            SubmissionId = submission,
            Status = status,
            Metrics = metrics,
            Revision = step,
            UserId = user,
        });
        Assert.True(result.Outcome == BroadcastOutcome.Accepted, $"{result.Outcome}: {result.Reason}");
        return result.Position!.Value;
    }

    /// <summary>Where problem 1's log ends.</summary>
    public async Task<FeedPosition> PositionAsync() =>
        await Services.GetRequiredService<ISubmissionFeed>().GetPositionAsync(EndpointSetup.Group);
}
