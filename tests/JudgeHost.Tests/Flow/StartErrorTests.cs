using System.Net;
using System.Net.Sockets;
using JudgeHost.Tests.Processes;

namespace JudgeHost.Tests.Flow;

/// <summary>What somebody sees who starts the judge in a wrong way: lines that say what to do, and exit code 1.</summary>
[Collection(ProcessCollection.Name)]
public sealed class StartErrorTests
{
    [Theory]
    [InlineData("'boss' is not a role", "--role", "boss")]
    [InlineData("'--rolle' is not an argument", "--rolle", "all")]
    [InlineData("Judge:PagePort is 'abc'", "--Judge:PagePort=abc")]
    [InlineData("QUEUE_REDIS_URL is not set", "--role", "worker")]
    [InlineData("QUEUE_REDIS_URL is not set", "--role", "backend")]
    public async Task A_wrong_start_is_told_in_one_line(string expected, params string[] arguments)
    {
        var (exitCode, log) = await JudgeProcess.RunToEndAsync(new Dictionary<string, string>(), arguments);

        AssertOneLine(expected, exitCode, log);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_with_its_settings()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        using var data = new TemporaryFolder();
        var (exitCode, log) = await JudgeProcess.RunToEndAsync(
            new Dictionary<string, string> { ["Judge__BackendPort"] = $"{port}", ["Judge__DataDirectory"] = data.Path });

        AssertOneLine($":{port}: address already in use", exitCode, log);
        Assert.Contains("Judge:BackendPort", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CHANNEL_LAYER_REDIS_URL")]
    [InlineData("QUEUE_REDIS_URL")]
    public async Task A_redis_address_that_is_none_is_named_without_its_password(string name)
    {
        var (exitCode, log) = await JudgeProcess.RunToEndAsync(new Dictionary<string, string> { [name] = "http://user:s3cret@redis:6379" });

        AssertOneLine(name, exitCode, log);
        Assert.DoesNotContain("s3cret", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_tells_the_arguments()
    {
        var (exitCode, log) = await JudgeProcess.RunToEndAsync(new Dictionary<string, string>(), "--help");

        Assert.Equal(0, exitCode);
        Assert.Contains("--role all|backend|worker|page", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_probe_that_is_not_answered_fails()
    {
        var (exitCode, log) = await JudgeProcess.RunToEndAsync(new Dictionary<string, string>(), "--probe", "http://127.0.0.1:1/health/ready");

        Assert.Equal(1, exitCode);
        Assert.Contains("does not answer", log, StringComparison.Ordinal);
    }

    private static void AssertOneLine(string expected, int exitCode, string log)
    {
        Assert.True(exitCode == 1, log);
        Assert.Contains(expected, log, StringComparison.Ordinal);
        Assert.All(log.Split(Environment.NewLine), line => Assert.StartsWith("JudgeHost cannot start: ", line, StringComparison.Ordinal));
    }
}
