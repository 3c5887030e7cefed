using System.Text.Json.Nodes;
using LiveSubmissions.AspNetCore.Tests.Hosting;
using LiveSubmissions.AspNetCore.Tests.Protocol;
using LiveSubmissions.TestKit.Wire;
using Snapshooter.Xunit;

namespace LiveSubmissions.AspNetCore.Tests.WebSockets;

/// <summary>All that is on the wire while two submissions are evaluated, kept as files: a change of the wire shows in the review.</summary>
public sealed class WireSnapshotTests
{
    [Fact]
    public async Task The_plain_dialect()
    {
        await using var web = await WebSide.StartAsync();
        await using var client = await web.ConnectAsync();
        var transcript = new List<string>();

        // Each is received before the next is said: what is said at once is seen in its newest state only.
        await EvaluateAsync(web, async () => transcript.Add(await client.ReceiveAsync()));

        Snapshot.Match(string.Join('\n', transcript));
    }

    [Fact]
    public async Task Live_submissions_v1()
    {
        await using var web = await WebSide.StartAsync();
        await using var lost = await web.ConnectAsync(WireClient.V1, since: "another-log:17");
        List<string> transcript = [await lost.ReceiveAsync(), await lost.ReceiveAsync()];

        await EvaluateAsync(web, async () => transcript.Add(await lost.ReceiveAsync()));
        await using var late = await web.ConnectAsync(WireClient.V1, since: "0");
        transcript.AddRange([await late.ReceiveAsync(), await late.ReceiveAsync()]);

        Snapshot.Match(string.Join('\n', transcript.Select(ProtocolPage.Normalise)));
    }

    private static async Task EvaluateAsync(WebSide web, Func<Task> then)
    {
        await Say(42, SubmissionStatus.Queued, revision: 1);
        await Say("a-slug", SubmissionStatus.Queued);
        await Say(42, SubmissionStatus.Evaluating, revision: 2, progress: 0);
        await Say(42, SubmissionStatus.Accepted, new JsonObject { ["accuracy"] = 0.95, ["labels"] = new JsonArray("é", "<b>", null) }, 3, 1);
        await Say("a-slug", "wrong_answer", new JsonObject { ["error"] = "line 3: \"x\" is no number" });
        await Say("a-slug", SubmissionStatus.Cancelled, []);

        async Task Say(SubmissionId submission, SubmissionStatus status, JsonObject? metrics = null, long? revision = null, double? progress = null)
        {
            await web.SayAsync(submission, status, metrics, revision, progress);
            await then();
        }
    }
}
