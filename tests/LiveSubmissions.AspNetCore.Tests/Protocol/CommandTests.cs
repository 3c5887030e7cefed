using System.Text.Json.Nodes;
using LiveSubmissions.AspNetCore.Tests.Hosting;

namespace LiveSubmissions.AspNetCore.Tests.Protocol;

/// <summary>Who pastes a command of docs/protocol.md into a shell sees what the page shows.</summary>
[Trait("Category", "Slow")]
public sealed class CommandTests
{
    private const string Address = "localhost:8100";
    private const string Position = "5d0c2e6b9f314a77:1763913600123456";

    public static TheoryData<string> Names => [.. ProtocolPage.Commands.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_prints_what_the_page_shows(string name)
    {
        await using var web = await WebSide.StartAsync();
        var position = await web.SayAsync(42, SubmissionStatus.Accepted, new JsonObject { ["accuracy"] = 0.95 }, revision: 7);
        var (command, expected) = ProtocolPage.Commands[name];
        Assert.Contains(Address, command, StringComparison.Ordinal);

        var here = command
            .Replace(Address, web.Address.Authority, StringComparison.Ordinal)
            .Replace(Position, position.ToString(), StringComparison.Ordinal);
        var printed = await ShellCommand.RunAsync(here, lines: expected.Count(static c => c == '\n'));

        Assert.Equal(ProtocolPage.Normalise(expected), ProtocolPage.Normalise(printed));
    }

    [Fact]
    public void Every_endpoint_has_one() => Assert.All(["websocket", "sse", "polling"], static endpoint => Assert.Contains(endpoint, ProtocolPage.Commands.Keys));
}
