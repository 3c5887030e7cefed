using LiveSubmissions.Contracts;
using LiveSubmissions.Diagnostics.Nodes;
using LiveSubmissions.Records;
using LiveSubmissions.Redis.Tests.HighAvailability;
using LiveSubmissions.Redis.Transport;
using LiveSubmissions.TestKit.Redis;
using LiveSubmissions.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LiveSubmissions.Redis.Tests;

/// <summary>A log that Redis has lost, or of which it has lost the end, is no evidence against code that broadcasts.</summary>
public sealed class RedisSavedStatusTests
{
    private static readonly LiveSubmissionsOptions Settings = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_saved_before_redis_lost_its_logs_is_not_missed_and_what_was_saved_since_is(bool restarts)
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = Node.At(server.Url);
        await AppendAsync(node, 41);
        var before = Record(41, DateTimeOffset.UtcNow);
        Assert.Empty((await CompareAsync(node, before)).NotBroadcast);

        if (restarts)
        {
            await server.StopAsync();
            await server.RestartAsync();
            await Eventually.TrueAsync(
                async () =>
                {
                    try
                    {
                        return (await node.ReadAsync(Judge.Group(1), FeedPosition.Beginning, 1, CancellationToken.None)).End == 0;
                    }
                    catch (SubmissionTransportException)
                    {
                        return false;
                    }
                },
                "it is back, and empty");
        }
        else
        {
            await server.AskAsync("FLUSHALL");
        }

        var compared = await CompareAsync(node, before);
        Assert.True(compared is { NotBroadcast.Count: 0, UnreadableLogs.Count: 0 }, string.Join(' ', compared.UnreadableLogs!));
        Assert.Equal("42", Assert.Single((await CompareAsync(node, before, Record(42, DateTimeOffset.UtcNow.AddSeconds(20)))).NotBroadcast).Submission);
    }

    private static RecordedSubmission Record(long submission, DateTimeOffset changedAt) => new(1, submission, SubmissionStatus.Accepted, null, changedAt);

    /// <summary>A minute from now: nothing is on its way any more.</summary>
    private static Task<RecordFacts> CompareAsync(RedisTransport node, params RecordedSubmission[] records) =>
        new RecordComparison(node, new Naming(), Options.Create(Settings), new Later()).CompareAsync(records, CancellationToken.None);

    private static async Task AppendAsync(RedisTransport node, long submission)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<ISubmissionTransport>(new CountedTransport(node));
        services.AddLiveSubmissions();
        await using var provider = services.BuildServiceProvider();
        Assert.Equal(BroadcastOutcome.Accepted, (await provider.GetRequiredService<ISubmissionBroadcaster>().BroadcastAsync(1, submission, SubmissionStatus.Accepted)).Outcome);
    }

    private sealed class Naming : ISubmissionGroupNaming
    {
        public SubmissionGroup ForProblem(ProblemId problem) => Judge.Group(1);
    }

    private sealed class Later : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddMinutes(1);
    }
}
