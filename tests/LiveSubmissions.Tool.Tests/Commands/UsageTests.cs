using LiveSubmissions.TestKit.Tool;
using LiveSubmissions.Tool.Tests.Hosting;

namespace LiveSubmissions.Tool.Tests.Commands;

public sealed class UsageTests
{
    private const string Secret = "s3cret-w0rd";

    [Theory]
    [InlineData("doctor", "--nonsense")]
    [InlineData("doctor", "--url", "localhost:8100")]
    [InlineData("doctor", "--submission", "42")]
    [InlineData("doctor", "--origin", "http://localhost:8101")]
    [InlineData("doctor", "--timeout", "60")]
    [InlineData("doctor", "--timeout", "soon")]
    [InlineData("doctor", "--redis")]
    [InlineData("doctor", "--header", "nothing")]
    [InlineData("watch")]
    [InlineData("watch", "http://localhost:8100")]
    [InlineData("trace")]
    [InlineData("trace", "a/b")]
    [InlineData("broadcast", "--problem", "1")]
    [InlineData("broadcast", "--problem", "1", "--submission", "9", "--status", "accepted", "--metrics", "{test")]
    [InlineData("broadcast", "--problem", "1", "--submission", "9", "--status", "accepted", "--metrics", "[1]")]
    [InlineData("broadcast", "--problem", "a b", "--submission", "9", "--status", "accepted")]
    [InlineData("broadcast", "--problem", "1", "--submission", "9", "--status", " ", "--redis", "redis://localhost")]
    [InlineData("broadcast", "--problem", "1", "--submission", "9", "--status", "accepted", "--redis", "redis://localhost", "--url", "http://localhost")]
    [InlineData("cure")]
    [InlineData]
    public async Task A_wrong_call_ends_with_2_and_says_why(params string[] arguments)
    {
        var result = await Cli.RunAsync(arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.NotEqual("", result.Error.Trim());
    }

    [Theory]
    [InlineData("doctor", $"redis://:{Secret}@host:6379/2")]
    [InlineData("doctor", "--rediss", $"redis://:{Secret}@host:6379/2")]
    [InlineData("doctor", $"host:6379,password={Secret}")]
    [InlineData("doctor", "--url", $"http://user:{Secret}@host:8100")]
    [InlineData("watch", $"ws://user:{Secret}@host:8100/ws/problems/1/submissions/")]
    [InlineData("trace", "42", "--redis", $"redis://:{Secret}@host:6379/two")]
    [InlineData("broadcast", "--problem", "1", "--submission", "9", "--status", "accepted", "--redis", $"redis://:{Secret}@host:6379/two")]
    public async Task A_wrong_call_does_not_print_the_password(params string[] arguments)
    {
        var result = await Cli.RunAsync(arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.DoesNotContain(Secret, result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_the_commands()
    {
        var result = await ToolProcess.RunAsync(["--help"]);

        Assert.Equal(0, result.ExitCode);
        foreach (var command in (string[])["doctor", "watch", "broadcast", "trace"]) Assert.Contains(command, result.Output, StringComparison.Ordinal);
    }
}
