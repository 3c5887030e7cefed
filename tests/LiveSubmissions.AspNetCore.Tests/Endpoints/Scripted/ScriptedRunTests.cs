using System.Globalization;
using System.Text.Json.Nodes;
using LiveSubmissions.Contracts;
using LiveSubmissions.TestKit.Wire;

namespace LiveSubmissions.AspNetCore.Tests.Endpoints.Scripted;

/// <summary>The same run, with a disconnect in the middle, ends the same over every endpoint and client.</summary>
[Trait("Category", "Slow")]
public sealed class ScriptedRunTests(ScriptedHosts hosts) : IClassFixture<ScriptedHosts>
{
    public static TheoryData<string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var kind in ClientKinds.All)
            {
                rows.Add(kind.Name, ScriptedHosts.InMemory);
                rows.Add(kind.Name, ScriptedHosts.OverRedis);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task The_run_ends_as_its_script_does(string client, string where)
    {
        var kind = ClientKinds.All.Single(kind => kind.Name == client);
        var web = hosts.Webs[where];
        var problem = hosts.NextProblem();
        var position = await web.PositionAsync(problem);
        await using var proxy = TcpProxy.To(web.Address.Port);
        await using var scripted = new ScriptedClient(kind, new Uri($"http://127.0.0.1:{proxy.Port}"), problem.ToString(CultureInfo.InvariantCulture));
        await scripted.ConnectAsync(position.ToString());
        await BroadcastAsync(where, problem, 0, 1);
        await Eventually.TrueAsync(() => scripted.Seen.Count == 1, "the client is there and sees the first update");

        await BroadcastAsync(where, problem, 1, Script.CutAfter);
        proxy.RefusesConnections = true;
        proxy.Cut();
        await BroadcastAsync(where, problem, Script.CutAfter, Script.BackAfter);
        Assert.NotEmpty(scripted.Differences(Script.EndAfter(Script.BackAfter)));
        await scripted.UntilCutAsync();
        proxy.RefusesConnections = false;
        var rest = BroadcastAsync(where, problem, Script.BackAfter, Script.Steps.Count);
        await scripted.ReturnAsync();
        await rest;

        await scripted.UntilAsync(Script.End);
        Assert.Empty(scripted.Seen.Faults);
        Assert.Equal(kind.ReportedEndpoint, scripted.Seen.ReportedEndpoint);
    }

    /// <summary>Two broadcast, each every second step of a part of the script, as fast as they can.</summary>
    private async Task BroadcastAsync(string where, int problem, int from, int to)
    {
        var broadcasters = hosts.Broadcasters(where);
        await Task.WhenAll(broadcasters.Select((broadcaster, which) => Task.Run(async () =>
        {
            for (var i = from + which; i < to; i += broadcasters.Count)
            {
                var step = Script.Steps[i];
                var result = await broadcaster.BroadcastAsync(
                    problem, step.Submission, step.Status, (JsonObject?)step.Metrics?.DeepClone(), step.Revision, step.Progress);

                // The other one may have been faster with a newer state.
                Assert.True(result.Outcome is BroadcastOutcome.Accepted or BroadcastOutcome.Refused, $"{result.Outcome}: {result.Reason}");
            }
        })));
    }
}
