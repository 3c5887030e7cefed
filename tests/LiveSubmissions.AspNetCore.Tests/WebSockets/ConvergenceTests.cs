using System.Collections.Concurrent;
using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.Contracts;
using LiveSubmissions.TestKit.Wire;

namespace LiveSubmissions.AspNetCore.Tests.WebSockets;

public sealed class ConvergenceTests
{
    private const int Submissions = 60;
    private const int Steps = 12;

    [Fact]
    public async Task Clients_that_keep_coming_and_going_all_end_with_the_newest_state_of_everything_and_see_none_go_back()
    {
        await using var web = await WebSide.StartAsync();
        using var done = new CancellationTokenSource();
        var comers = Enumerable.Range(1, 12).Select(seed => Task.Run(() => ComeAndGoAsync(web, new Random(seed), done.Token))).ToArray();

        for (var revision = 1; revision <= Steps; revision++)
        {
            var status = revision == Steps ? SubmissionStatus.Accepted : SubmissionStatus.Evaluating;
            await Parallel.ForEachAsync(Enumerable.Range(1, Submissions), async (id, _) => await web.SayAsync(id, status, revision: revision));
        }

        await done.CancelAsync();
        foreach (var comer in comers)
        {
            var seen = await comer.WaitAsync(TimeSpan.FromSeconds(60));
            Assert.Equal(Submissions, seen.Count);
            Assert.All(seen.Values, static revision => Assert.Equal(Steps, revision));
        }
    }

    /// <summary>Stays for a few messages, leaves without a word, comes back with its position; when all is said, stays until it has everything.</summary>
    private static async Task<IDictionary<string, long>> ComeAndGoAsync(WebSide web, Random random, CancellationToken done)
    {
        var seen = new ConcurrentDictionary<string, long>();
        var since = "0";
        while (true)
        {
            var last = done.IsCancellationRequested;
            await using var client = await WatchingClient.ConnectAsync(web.Socket(since: since));
            var stay = random.Next(1, 6);
            await Eventually.TrueAsync(
                () => last ? Newest(seen, client).Values.All(static revision => revision == Steps) && Newest(seen, client).Count == Submissions
                    : client.Messages >= stay || done.IsCancellationRequested,
                "the client gets what it waits for");

            // After it left: nothing is taken in between the two looks.
            await client.DisposeAsync();
            Assert.Empty(client.BackwardSteps);
            foreach (var (submission, revision) in Newest([], client))
            {
                Assert.True(revision > seen.GetValueOrDefault(submission), $"submission {submission} was seen with revision {seen.GetValueOrDefault(submission)}, then {revision}");
                seen[submission] = revision;
            }

            since = client.Position!;
            if (last) return seen;
        }
    }

    private static Dictionary<string, long> Newest(IEnumerable<KeyValuePair<string, long>> seen, WatchingClient client)
    {
        var newest = new Dictionary<string, long>(seen);
        foreach (var (submission, state) in client.States) newest[submission] = state.GetProperty("revision").GetInt64();
        return newest;
    }
}
